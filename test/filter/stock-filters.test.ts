import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

interface Expectation {
  readonly match: boolean;
  readonly id?: string;
  readonly user?: string;
  readonly modes?: readonly string[];
}

interface FixtureLine {
  readonly expectation: Expectation;
  readonly line: string;
}

/** The pairs of fixtures/logs: a line, and above it what must come of it. */
function readFixture(name: string): FixtureLine[] {
  const lines = readFileSync(`fixtures/logs/${name}.log`, 'utf8').split('\n');
  return lines.flatMap((comment, index) =>
    comment.startsWith('# {')
      ? [{ expectation: JSON.parse(comment.slice(2)) as Expectation, line: lines[index + 1] ?? '' }]
      : [],
  );
}

/** Filters end up in files of their own; what several of them begin with stands in `…common.conf`. */
const filters = readdirSync('config/filter.d')
  .map((file) => file.replace(/\.conf$/, ''))
  .filter((name) => !name.endsWith('common'));

/** What stock jails are in, and those a fixture tells apart. */
function modesOf(fixture: readonly FixtureLine[]): ReadonlySet<string> {
  return new Set(['normal', ...fixture.flatMap(({ expectation }) => expectation.modes ?? [])]);
}

const firstLine = Date.UTC(2026, 10, 21, 9) / 1000;
/** Nobody's in the fixtures, but for texts that want somebody else banned. */
const foreign = /198\.51\.100\.\d+/;

it('each fixture is of a stock filter', () => {
  const fixtures = readdirSync('fixtures/logs').map((file) => file.replace(/\.log$/, ''));
  expect(fixtures).toEqual(filters);
});

describe.each(filters)('the stock filter %s', (filter) => {
  const fixture = readFixture(filter);

  it('is tried with failures, other lines, and texts that want somebody else banned', () => {
    expect(fixture.some(({ expectation }) => expectation.match)).toBe(true);
    expect(fixture.some(({ expectation }) => !expectation.match)).toBe(true);
    expect(fixture.some(({ line }) => foreign.test(line))).toBe(true);
    expect(fixture.filter(({ expectation: { id = '' } }) => foreign.test(id))).toEqual([]);
  });

  it.each([...modesOf(fixture)])('finds who failed, and nobody else, in mode %s', (mode) => {
    const failuresOf = stockFilter(readStockFilter(filter, `mode = ${mode}\n`));
    const found = fixture.map(({ line, expectation }) => ({
      line,
      failures: failuresOf(line).map(({ id, time, fields }) => ({
        id,
        time: Math.floor(time),
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
