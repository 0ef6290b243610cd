import { describe, expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { FailManager } from '../../src/failure/fail-manager.js';
import { shedWindows } from '../../src/failure/shed-windows.js';

/** A jail with one window of 32 bytes for each of so many addresses. */
function jail(name: string, addresses: number): FailManager {
  const limits = { maxretry: 3, findtime: 600, maxmatches: 1 };
  const manager = new FailManager(name, limits, failureStore(openDatabase(':memory:')));
  for (let n = 0; n < addresses; n++) {
    manager.add({ id: `192.0.2.${n}`, resolve: false, time: 100 + n, matches: [], fields: {}, regex: 0 });
  }
  return manager;
}

describe('shedWindows', () => {
  it('drops what is too much in the jail that has most', () => {
    const jails = [jail('small', 10), jail('flooded', 90), jail('other', 20)];
    expect(shedWindows(jails, 110 * 32)).toBe(10);
    expect(jails.map(({ currentlyFailed }) => currentlyFailed)).toEqual([10, 80, 20]);
  });

  it('drops nothing that fits', () => {
    const jails = [jail('one', 10), jail('other', 20)];
    expect(shedWindows(jails, 30 * 32)).toBe(0);
    expect(shedWindows([], 0)).toBe(0);
  });
});
