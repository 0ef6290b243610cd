import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modesOf, readFixture, stockFilters } from '../support/stock-fixture.js';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

const firstLine = Date.UTC(2026, 10, 21, 9) / 1000;
/** Nobody's in the fixtures, but for texts that want somebody else banned. */
const foreign = /198\.51\.100\.\d+/;

it('each fixture is of a stock filter', () => {
  const fixtures = readdirSync('fixtures/logs').map((file) => file.replace(/\.log$/, ''));
  expect(fixtures).toEqual(stockFilters);
});

describe.each(stockFilters)('the stock filter %s', (filter) => {
  const fixture = readFixture(filter);

  it('is tried with failures, other lines, and texts that want somebody else banned', () => {
    expect(fixture.some(({ expectation }) => expectation.match)).toBe(true);
    expect(fixture.some(({ expectation }) => !expectation.match)).toBe(true);
    expect(fixture.some(({ line }) => foreign.test(line))).toBe(true);
    expect(fixture.filter(({ expectation: { id = '' } }) => foreign.test(id))).toEqual([]);
  });

  it.each(modesOf(fixture))('finds who failed, and nobody else, in mode %s', (mode) => {
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

  if (readStockFilter(filter, '').journalmatch.length === 0) return;
  it('finds the same in the journal', () => {
    const config = readStockFilter(filter, 'backend = systemd\n');
    const [fromFile, fromJournal] = [stockFilter(readStockFilter(filter, '')), stockFilter(config)];
    const lines = fixture.flatMap(({ line }) => (line.startsWith('Nov 21 09:') ? [line] : []));
    expect(
      lines.map((line) => fromJournal(line.slice('Nov 21 09:00:00 '.length), firstLine).map(({ id }) => id)),
    ).toEqual(lines.map((line) => fromFile(line).map(({ id }) => id)));
  });
});
