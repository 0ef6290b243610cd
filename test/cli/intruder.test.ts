import { expect, it } from 'vitest';
import { guesses } from '../../src/cli/demo/intruder.js';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

it("writes syslog's date, with a blank for the missing digit", () => {
  expect(guesses('192.0.2.10', 1, new Date(2026, 10, 5, 7, 8, 9))).toEqual([
    'Nov  5 07:08:09 host sshd[4711]: Failed password for root from 192.0.2.10 port 52144 ssh2',
  ]);
});

it('writes lines in which the stock sshd filter finds the address', () => {
  const failuresOf = stockFilter(readStockFilter('sshd', ''));
  const lines = guesses('192.0.2.10', 3, new Date(2026, 10, 21, 9));
  expect(lines.flatMap((line) => failuresOf(line)).map(({ id }) => id)).toEqual(Array(3).fill('192.0.2.10'));
});
