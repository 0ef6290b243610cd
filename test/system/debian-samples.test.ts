import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFilter } from '../../src/config/read-filter.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { type Expected, readSamples, type Sample } from '../support/sample-log.js';

/** The samples' times are those of Zurich, and the newest of those without a year are of August 2005. */
const zone = 'Europe/Zurich';
const now = Date.UTC(2005, 7, 14, 10) / 1000;
/** Dates with a year are those of our days. */
const today = Date.UTC(2026, 10, 21) / 1000;

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
    const filters = new Map<string, Filter>();
    const found = samples.map((sample) => outcome(sample, filterFor(directory, name, sample, filters)));
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

/** One for every set of options: its sessions and its last date go on from one line to the next. */
function filterFor(directory: string, name: string, { options }: Sample, made: Map<string, Filter>): Filter {
  const key = JSON.stringify(options);
  const filter = made.get(key) ?? makeFilter(directory, name.replace(/-journal$/, ''), options);
  made.set(key, filter);
  return filter;
}

function makeFilter(directory: string, name: string, options: Sample['options']): Filter {
  const tried = readFilter(directory, name, new Map(Object.entries(options)));
  if (tried === undefined) throw new Error(`no filter ${name}`);
  const { prefregex, failregex, ignoreregex, datepattern, maxlines } = tried.filter;
  return compileFilter({
    ...(prefregex !== undefined && { prefregex: prefregex.value }),
    failregex: failregex.map(({ value }) => value),
    ignoreregex: ignoreregex.map(({ value }) => value),
    maxlines,
    // The samples' host names have long been others, or nobody's.
    usedns: 'raw',
    findtime: 600,
    dates: createDateDetector({
      ...(datepattern !== undefined && { datepattern: datepattern.value }),
      clock: () => today,
    }),
    warn: () => undefined,
    offline: true,
  });
}

type Outcome = Expected & ReturnType<typeof about>;

const about = ({ where, text, options }: Sample) => ({ where, text, options });

/** What came of a sample, in the terms of what is expected of it. */
function outcome(sample: Sample, filter: Filter): Outcome {
  const { text, options, expected } = sample;
  const line = { text, end: 0, ...(options['logtype'] === 'journal' && { time: now }) };
  const [failure] = filter.process(line, { now, inOperation: true, writtenAfterStart: true }).failures;
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
