import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createDateDetector } from '../../src/date/date-detector.js';
import { TsbanError } from '../../src/error.js';
import { localOffset } from '../../src/time/zone.js';
import { arbitraryDateCase, codeCases, type DateCase } from '../support/arbitrary-dates.js';
import { type RealFail2ban, realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();

/** What is cut out of a line and the time read from it; null where there is no date, or no such date. */
type Found = readonly [text: string, time: number | 'fails' | 'long ago' | null] | null;

/** As real-dates.py has it. */
type Answer =
  | { readonly refused: string }
  | { readonly broken: string }
  | readonly (readonly [number, number, number | string | null] | null)[];

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

function ours({ logtimezone, datepattern, lines }: DateCase): readonly Found[] | 'refused' {
  const options = { ...(logtimezone !== null && { logtimezone }), ...(datepattern !== null && { datepattern }) };
  try {
    const dates = createDateDetector({ ...options, clock: () => 1_700_000_000 });
    return lines.map(([now, text]): Found => {
      return dates.cut(text, now) ? found(text.slice(dates.start, dates.end), () => dates.time(now)) : null;
    });
  } catch (error) {
    if (error instanceof TsbanError) return 'refused';
    throw error;
  }
}

function theirs(answer: Answer, { lines }: DateCase): readonly Found[] | 'refused' {
  if (!Array.isArray(answer)) return 'refused';
  return (answer as Exclude<Answer, { refused: string } | { broken: string }>).map((one, at): Found => {
    if (one === null) return null;
    const [start, end, time] = one;
    const text = Array.from(lines[at]?.[1] ?? '')
      .slice(start, end)
      .join('');
    return found(text, () => {
      if (typeof time === 'string') throw new Error(time);
      return time ?? undefined;
    });
  });
}

function found(text: string, read: () => number | undefined): Found {
  // The filter gives an empty date its time.
  if (text === '') return ['', null];
  try {
    return [text, comparable(read())];
  } catch {
    return [text, 'fails'];
  }
}

/** A time two can agree on: the C library is of two minds about an hour shown twice, and JavaScript rounds the zones of long ago. */
function comparable(time: number | undefined): number | 'long ago' | null {
  if (time === undefined) return null;
  if (time < -2_000_000_000) return 'long ago';
  const back = [3600, 1800].find((seconds) => localOffset(time - seconds) - localOffset(time) === seconds);
  return time - (back ?? 0);
}

/** Forms of shape 14 that came after 1.0.2, and what it cuts around `{EPOCH}` (spec config-and-filters §9). */
const newShape = /20\d{6}(?:-\d\d:?\d\d:?\d\d|(?:T| {1,2})\d\d(?::\d\d:?|\d\d:)\d\d)/;
const epochInGroup = /\((?!\?)[^]*\{L?EPOCH\}|\{L?EPOCH\}[^]*\((?!\?)/i;

function isComparable({ datepattern, lines }: DateCase): boolean {
  return !epochInGroup.test(datepattern ?? '') && !lines.some(([, text]) => newShape.test(text));
}

function firstDifference(expected: readonly Found[] | 'refused', actual: readonly Found[] | 'refused'): number {
  if (expected === 'refused' || actual === 'refused') return expected === actual ? -1 : 0;
  return expected.findIndex((each, at) => JSON.stringify(each) !== JSON.stringify(actual[at]));
}

function compare(fail2ban: RealFail2ban, name: string, cases: readonly DateCase[]): void {
  const asked = cases.filter(isComparable);
  const answers = fail2ban
    .run('real-dates.py', asked.map((one) => `${JSON.stringify(one)}\n`).join(''))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  const tally = { lines: 0, dates: 0, refused: 0, broken: 0, differing: 0 };
  const differing: unknown[] = [];
  for (const [at, one] of asked.entries()) {
    const answer = answers[at] ?? { broken: 'no answer' };
    // Here such a datepattern is refused at once, or works.
    if ('broken' in answer) {
      tally.broken += 1;
      continue;
    }
    process.env['TZ'] = one.tz;
    const [expected, actual] = [theirs(answer, one), ours(one)];
    tally.lines += one.lines.length;
    if (expected === 'refused') tally.refused += 1;
    else tally.dates += expected.filter((each) => each !== null).length;
    const first = firstDifference(expected, actual);
    if (first !== -1)
      differing.push({
        ...one,
        lines: one.lines.slice(0, first + 1),
        first,
        expected: expected[first],
        actual: actual[first],
      });
  }
  tally.differing = differing.length;
  console.info(`${name}: ${asked.length} of ${cases.length} cases asked, ${JSON.stringify(tally)}`);
  expect(tally.dates).toBeGreaterThan(tally.lines / 10);
  expect(tally.broken).toBeLessThan(asked.length / 10);
  expect(differing.slice(0, 5)).toEqual([]);
}

describe.skipIf(typeof real === 'string')(`dates, as Fail2Ban finds and reads them (${typeof real})`, () => {
  if (typeof real === 'string') return;

  it('in generated logs, by the default shapes and by datepatterns', () => {
    compare(real, 'generated', fc.sample(arbitraryDateCase, { numRuns: 1500, seed: 3 }));
  }, 300_000);

  it('by each code, in every number and name', () => {
    compare(real, 'codes', codeCases());
  }, 300_000);

  it.each(['UTC', 'America/St_Johns'])('in the sample logs of its package, in %s', (tz) => {
    const logs = readdirSync(real.sampleLogs, { withFileTypes: true }).filter((entry) => entry.isFile());
    const cases = logs.map(({ name }) => {
      const texts = readFileSync(join(real.sampleLogs, name), 'utf8').split('\n');
      const lines = texts.filter((text) => text !== '' && !text.startsWith('#'));
      const read = lines.map((text, at) => [1_124_013_600 + at, text] as const);
      return { tz, logtimezone: null, datepattern: null, lines: read };
    });
    compare(real, 'samples', cases);
  });
});
