import { beforeEach, describe, expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { FailManager } from '../../src/failure/fail-manager.js';
import type { FailureStore } from '../../src/failure/failure-store.js';
import type { Failure } from '../../src/filter/failure.js';

const limits = { maxretry: 3, findtime: 600, maxmatches: 2 };
const failure = (id: string, time: number, user = 'root'): Failure => ({
  id,
  resolve: false,
  time,
  matches: [`${time} ${id}`],
  fields: { user },
  regex: 0,
});

let store: FailureStore;
let manager: FailManager;

beforeEach(() => {
  store = failureStore(openDatabase(':memory:'));
  manager = new FailManager('sshd', limits, store);
});

describe('FailManager', () => {
  it('asks for a ban on the maxretry-th failure, with the first captures and the last matches', () => {
    expect(manager.add(failure('192.0.2.1', 10, 'first'))).toBeUndefined();
    expect(manager.add(failure('192.0.2.1', 20))).toBeUndefined();
    expect(manager.add(failure('192.0.2.1', 30))).toEqual({
      jail: 'sshd',
      id: '192.0.2.1',
      time: 30,
      failures: 3,
      matches: ['20 192.0.2.1', '30 192.0.2.1'],
      fields: { user: 'first' },
    });
  });

  it('opens a new window after the ban, so that what follows is counted anew', () => {
    for (const time of [1, 2, 3, 4]) manager.add(failure('192.0.2.1', time));
    expect(manager.currentlyFailed).toBe(1);
    expect(manager.totalFailed).toBe(4);
  });

  it('counts ids apart', () => {
    for (const id of ['192.0.2.1', '192.0.2.2', '2001:db8::1']) manager.add(failure(id, 1));
    expect(manager.currentlyFailed).toBe(3);
  });

  it('goes on after a restart where it was committed', () => {
    manager.add(failure('192.0.2.1', 10));
    manager.add(failure('192.0.2.1', 20));
    manager.save();
    manager.saved();
    const next = new FailManager('sshd', limits, store);
    expect(next.add(failure('192.0.2.1', 30))?.failures).toBe(3);
    next.save();
    expect(store.windows('sshd').size).toBe(0);
  });

  it('writes again what a failed save could not', () => {
    let full = true;
    const saveWindow: FailureStore['saveWindow'] = (...row) => {
      if (full) throw new Error('disk full');
      store.saveWindow(...row);
    };
    manager = new FailManager('sshd', limits, { ...store, saveWindow });
    manager.add(failure('192.0.2.1', 10));
    expect(() => manager.save()).toThrow('disk full');
    full = false;
    manager.save();
    expect(store.windows('sshd').has('192.0.2.1')).toBe(true);
  });

  it('prunes windows in which nothing counts any more', () => {
    manager.add(failure('192.0.2.1', 100));
    manager.prune(700);
    expect(manager.currentlyFailed).toBe(1);
    manager.prune(701);
    expect(manager.currentlyFailed).toBe(0);
  });
});
