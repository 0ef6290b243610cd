import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsbanError } from '../../src/error.js';
import { compileFilter } from '../../src/filter/filter.js';
import { parseAddress } from '../../src/net/address.js';
import { arbitraryFilters, type FilterCase } from '../support/arbitrary-filters.js';
import { epochDates } from '../support/epoch-dates.js';
import { realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();
if (typeof real === 'string') console.warn(real);

type Found = readonly [id: string, captures: Readonly<Record<string, unknown>>, matches: readonly string[]];
/** The failures of each line, as real-filters.py has them. */
type Answer = readonly (readonly Found[])[] | { readonly refused: string };

const now = 1_700_000_000;

describe.skipIf(typeof real === 'string')("Fail2Ban's filters and ours", () => {
  it.each(Object.entries(arbitraryFilters))('find the same failures: %s', (_kind, arbitrary) => {
    const cases = fc.sample(arbitrary, { numRuns: 1000, seed: 20_261_121 });
    const input = cases.map((one) => `${JSON.stringify(one)}\n`).join('');
    const answers = typeof real === 'string' ? [] : real.run('real-filters.py', input).trimEnd().split('\n');
    const theirs = answers.map((answer) => comparable(JSON.parse(answer) as Answer));
    const ours = cases.map((one) => comparable(feed(one)));
    const compared = cases.map((one, index) => ({ one, theirs: theirs[index], ours: ours[index] }));
    expect(compared.filter((each) => JSON.stringify(each.ours) !== JSON.stringify(each.theirs))).toEqual([]);
    expect(ours.flat(2).length).toBeGreaterThan(200);
  });
});

function feed({ lines, prefregex, ...options }: FilterCase): Answer {
  try {
    const filter = compileFilter({
      ...options,
      ...(prefregex !== null && { prefregex }),
      findtime: 600,
      dates: epochDates,
      warn: () => undefined,
    });
    const at = { now, inOperation: false, writtenAfterStart: true };
    return lines.map((text) =>
      filter.process({ text, end: 0 }, at).failures.map(({ id, fields, matches }): Found => [id, fields, matches]),
    );
  } catch (error) {
    if (error instanceof TsbanError) return { refused: error.message };
    throw error;
  }
}

function comparable(answer: Answer): readonly (readonly Found[])[] {
  if ('refused' in answer) return [];
  return answer.map((failures) =>
    failures.map(([id, captures, matches]) => [comparableId(id), comparableCaptures(captures), matches]),
  );
}

/** 1.0.2 takes what stands behind a slash off an id that is no network. */
function comparableId(id: string): string {
  return parseAddress(id) === undefined ? id.replace(/\/.*/, '') : id;
}

/** Without what only steers Fail2Ban's own filter. A text is the same as a list of that text alone, and nothing as a list of nothing. */
function comparableCaptures(captures: Found[1]): Found[1] {
  const steering = ['content', 'nofail', 'mlfgained', 'mlfforget', 'mlfpending'];
  const entries = Object.entries(captures).flatMap(([name, value]): [string, unknown][] => {
    const values = [value].flat().sort();
    if (steering.includes(name) || values.length === 0) return [];
    return [[name, values.length === 1 ? values[0] : values]];
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
