import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realFail2ban } from '../support/real-fail2ban.js';
import { failureIn, now, SampleFilters, zone } from '../support/sample-filters.js';
import { type Expected, readSamples, type Sample } from '../support/sample-log.js';

/** Parts of other filters, which have no sample log of their own. */
const withoutSamples = ['apache-common', 'botsearch-common', 'common', 'exim-common', 'selinux-common'];

const real = realFail2ban();
if (typeof real === 'string') console.warn(real);

describe.skipIf(typeof real === 'string')("the filters of Debian's package over their sample logs", () => {
  const { config = '', sampleLogs = '' } = typeof real === 'string' ? {} : real;
  const directory = mkdtempSync(join(tmpdir(), 'tsban-samples-'));
  const logs = filesIn(sampleLogs);
  const tried = new Set<string>();
  let count = 0;

  const before = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = zone;
    copyFilters(join(config, 'filter.d'), directory);
    copyFilters(join(sampleLogs, '../../config/filter.d'), directory);
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it.each(logs)('%s', (name) => {
    const samples = readSamples(join(sampleLogs, name), name);
    const filters = new SampleFilters(directory, name);
    const found = samples.map((sample) => outcome(sample, filters));
    expect(found).toEqual(samples.map((sample) => ({ ...about(sample), ...sample.expected })));
    tried.add(name);
    count += samples.length;
  });

  it('have tried each of them', () => {
    const filters = filesIn(join(config, 'filter.d')).map((file) => file.replace(/\.conf$/, ''));
    expect(filters.filter((name) => !tried.has(name))).toEqual(withoutSamples);
    expect(count).toBeGreaterThan(1600);
  });
});

const filesIn = (folder: string): string[] =>
  folder === ''
    ? []
    : readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));

/** Filters that exist for the samples alone include files by their place in Fail2Ban's source tree. */
function copyFilters(from: string, to: string): void {
  cpSync(from, join(to, 'filter.d'), { recursive: true });
  for (const name of filesIn(from)) {
    const text = readFileSync(join(from, name), 'utf8');
    writeFileSync(join(to, 'filter.d', name), text.replace(/^(before = ).*\/config\/filter\.d\//m, '$1'));
  }
}

type Outcome = Expected & ReturnType<typeof about>;

const about = ({ where, text, options }: Sample) => ({ where, text, options });

/** What came of a sample, in the terms of what is expected of it. */
function outcome(sample: Sample, filters: SampleFilters): Outcome {
  const { expected } = sample;
  const failure = failureIn(sample, filters);
  if (failure === undefined) return { ...about(sample), match: false, fields: {} };
  const { id, time, matches, fields } = failure;
  return {
    ...about(sample),
    match: true,
    ...('time' in expected && { time: localTime(time) }),
    ...('host' in expected && { host: id }),
    ...('attempts' in expected && { attempts: matches.length }),
    fields: Object.fromEntries(Object.keys(expected.fields).map((name) => [name, fields[name] ?? null])),
  };
}

/** Lines without a valid date happen just now; local time has no fraction. */
function localTime(time: number): string | null {
  if (time === now) return null;
  const offset = new Date(time * 1000).getTimezoneOffset() * 60;
  return new Date((Math.floor(time) - offset) * 1000).toISOString().slice(0, 19);
}
