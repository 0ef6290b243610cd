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

function save(manager: FailManager): void {
  manager.save();
  manager.saved();
}

const nextTurn = async () => Promise.resolve();

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

  it('goes on after a restart where it was committed', async () => {
    manager.add(failure('192.0.2.1', 10));
    manager.add(failure('192.0.2.1', 20));
    save(manager);
    const next = new FailManager('sshd', limits, store);
    await next.load(nextTurn);
    expect(next.add(failure('192.0.2.1', 30))?.failures).toBe(3);
    next.save();
    expect([...store.times('sshd')]).toEqual([]);
  });

  it('lets others write to the store while it loads, between a thousand failures and the next', async () => {
    for (const n of Array(2500).keys()) store.add('sshd', `id ${n}`, { time: 1, matches: [], fields: {} });
    let turns = 0;
    await manager.load(async () => {
      turns += 1;
      store.add('nginx', '192.0.2.1', { time: 1, matches: [], fields: {} });
      return Promise.resolve();
    });
    expect([turns, manager.currentlyFailed]).toEqual([2, 2500]);
    expect([...store.times('nginx')]).toHaveLength(2);
  });

  it('writes again what a failed save could not', () => {
    let full = true;
    const add: FailureStore['add'] = (...row) => {
      if (full) throw new Error('disk full');
      store.add(...row);
    };
    manager = new FailManager('sshd', limits, { ...store, add });
    manager.add(failure('192.0.2.1', 10));
    expect(() => manager.save()).toThrow('disk full');
    full = false;
    manager.save();
    expect([...store.times('sshd')]).toEqual([['192.0.2.1', 10]]);
  });

  it('prunes windows in which nothing counts any more', () => {
    manager.add(failure('192.0.2.1', 100));
    expect(manager.prune(760)).toBe(0);
    expect(manager.currentlyFailed).toBe(1);
    expect(manager.prune(761)).toBe(1);
    expect(manager.currentlyFailed).toBe(0);
  });

  it('prunes no more than it may at once, those first that failed longest ago', () => {
    for (const [time, id] of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.1'].entries())
      manager.add(failure(id, time));
    save(manager);
    expect(manager.prune(9999, 2)).toBe(2);
    save(manager);
    expect([...store.times('sshd')].map(([id]) => id)).toEqual(['192.0.2.1', '192.0.2.1']);
    expect(manager.prune(9999, 2)).toBe(1);
  });

  it('is not held up in pruning by windows from before the clock was put back', () => {
    manager.add(failure('192.0.2.1', 99_999));
    manager.add(failure('192.0.2.2', 100));
    expect(manager.prune(900)).toBe(2);
  });

  it('sheds the windows longest without a failure, from the store too', () => {
    for (const [time, id] of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.1'].entries())
      manager.add(failure(id, time));
    save(manager);
    expect(manager.shed(manager.bytes - 1)).toBe(1);
    expect(manager.currentlyFailed).toBe(2);
    save(manager);
    expect(new Set([...store.times('sshd')].map(([id]) => id))).toEqual(new Set(['192.0.2.1', '192.0.2.3']));
  });

  it('knows what long ids and many failures take of memory', () => {
    manager.setLimits({ ...limits, maxretry: 1000 });
    manager.add(failure('x'.repeat(6400), 1));
    expect(manager.bytes).toBeGreaterThan(6400);
    const before = manager.bytes;
    for (let n = 0; n < 800; n++) manager.add(failure('192.0.2.1', 500));
    expect(manager.bytes - before).toBeGreaterThan(6400);
    manager.shed(0);
    expect(manager.bytes).toBe(0);
  });

  it.each([
    { retries: 5, times: [20, 30, 40], weight: 2 },
    { retries: 5, times: [20, 30], weight: 3 },
    { retries: 5, times: [20], weight: 5 },
    { retries: 5, times: [9, 20, 30], weight: 2 },
    { retries: 5, times: [9, 8, 20, 30], weight: 2 },
    { retries: 5, times: [20, 5, 30], weight: 2 },
    { retries: 3, times: [20, 700, 710], weight: 2 },
  ])('counts failures after 10 as $weight, so that the last of $times is too much for $retries', (given) => {
    manager.setLimits({ ...limits, maxretry: given.retries });
    const weightAt = (time: number): number => (time > 10 ? given.weight : 1);
    const [last = 0, ...before] = [...given.times].reverse();
    for (const time of before.reverse()) expect(manager.add(failure('192.0.2.1', time), weightAt)).toBeUndefined();
    expect(manager.add(failure('192.0.2.1', last), weightAt)).toMatchObject({ id: '192.0.2.1', time: last });
    expect(manager.currentlyFailed).toBe(0);
  });

  it('keeps of a line no more than its first 2048 characters, and of a failure no more than maxmatches lines', () => {
    const long = 'x'.repeat(65_536);
    manager.add({
      ...failure('192.0.2.1', 1),
      matches: ['first', long, 'last'],
      fields: { user: long, all: [long, 'b'] },
    });
    save(manager);
    const cut = long.slice(0, 2048);
    expect(store.failures('sshd', '192.0.2.1', [1])).toEqual([
      { time: 1, matches: [cut, 'last'], fields: { user: cut, all: [cut, 'b'] } },
    ]);
  });

  it('counts on without texts while those wait for a store that cannot be written', () => {
    const text = 'x'.repeat(2000);
    for (let n = 0; n < 9000; n++) manager.add({ ...failure(`id ${n % 4500}`, 1), matches: [text] });
    expect(manager.currentlyFailed).toBe(4500);
    save(manager);
    const stored = [...Array(4500).keys()].flatMap((n) => store.failures('sshd', `id ${n}`, [1]));
    expect(stored).toHaveLength(9000);
    const kept = stored.filter(({ matches }) => matches.length > 0).length;
    expect(kept).toBeGreaterThan(4000);
    expect(kept).toBeLessThan(4500);
  });

  it('asks for the ban although the store cannot be read', () => {
    manager = new FailManager('sshd', limits, {
      ...store,
      failures: () => {
        throw new Error('disk I/O error');
      },
    });
    manager.add(failure('192.0.2.1', 10));
    save(manager);
    manager.add(failure('192.0.2.1', 20));
    expect(manager.add(failure('192.0.2.1', 30))).toMatchObject({
      failures: 3,
      matches: ['20 192.0.2.1', '30 192.0.2.1'],
    });
  });

  it.each([
    { change: { maxretry: 2 }, then: 30, failures: 3 },
    { change: { maxretry: 4 }, then: 30, failures: undefined },
    { change: { findtime: 15 }, then: 30, failures: undefined },
    { change: { findtime: 20 }, then: 30, failures: 3 },
    { change: { findtime: 1000 }, then: 1005, failures: 3 },
  ])(
    'goes by new limits from the next failure on, reloaded or restarted: $change',
    async ({ change, then, failures }) => {
      manager.add(failure('192.0.2.1', 10));
      manager.add(failure('192.0.2.1', 20));
      save(manager);
      const restarted = new FailManager('sshd', { ...limits, ...change }, store);
      await restarted.load(nextTurn);
      expect(restarted.add(failure('192.0.2.1', then))?.failures).toBe(failures);
      manager.setLimits({ ...limits, ...change });
      expect(manager.currentlyFailed).toBe(1);
      expect(manager.add(failure('192.0.2.1', then))?.failures).toBe(failures);
    },
  );
});
