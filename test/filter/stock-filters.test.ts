import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

interface Expectation {
  readonly match: boolean;
  readonly id?: string;
  readonly user?: string;
  readonly modes?: readonly string[];
}

/** The pairs of fixtures/logs: a line, and above it what must come of it. */
function readFixture(name: string): { readonly expectation: Expectation; readonly line: string }[] {
  const lines = readFileSync(`fixtures/logs/${name}.log`, 'utf8').split('\n');
  return lines.flatMap((comment, index) =>
    comment.startsWith('# {')
      ? [{ expectation: JSON.parse(comment.slice(2)) as Expectation, line: lines[index + 1] ?? '' }]
      : [],
  );
}

const firstLine = Date.UTC(2026, 10, 21, 9) / 1000;

describe.each([
  { filter: 'sshd', modes: ['normal', 'ddos', 'extra', 'aggressive'], atLeast: 86 },
  { filter: 'nginx-http-auth', modes: ['normal', 'fallback', 'aggressive'], atLeast: 13 },
  { filter: 'nginx-botsearch', modes: ['normal'], atLeast: 18 },
  { filter: 'nginx-limit-req', modes: ['normal'], atLeast: 7 },
  { filter: 'nginx-404', modes: ['normal'], atLeast: 17 },
])('the stock filter $filter', ({ filter, modes, atLeast }) => {
  const fixture = readFixture(filter);

  it('has lines to be tested with', () => expect(fixture.length).toBeGreaterThanOrEqual(atLeast));

  it.each(modes)('finds who failed, and nobody else, in mode %s', (mode) => {
    const failuresOf = stockFilter(readStockFilter(filter, `mode = ${mode}\n`));
    const found = fixture.map(({ line, expectation }) => ({
      line,
      failures: failuresOf(line).map(({ id, time, fields }) => ({
        id,
        time,
        user: expectation.user === undefined ? undefined : fields['user'],
      })),
    }));
    const expected = fixture.map(({ line, expectation: { match, id, user, modes: only } }, index) => ({
      line,
      failures: match && (only === undefined || only.includes(mode)) ? [{ id, time: firstLine + index, user }] : [],
    }));
    expect(found).toEqual(expected);
  });
});
