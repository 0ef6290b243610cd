import fc from 'fast-check';
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

interface Counted {
  readonly id: string;
  readonly time: number;
}

const newest = (all: readonly Counted[], of: string) =>
  Math.max(...all.filter(({ id }) => id === of).map(({ time }) => time));

/** What still counts after one more failure of an id: nothing of it if that was one too many. */
function counted(all: readonly Counted[], of: string): Counted[] {
  const oldest = newest(all, of) - limits.findtime;
  const own = all.filter(({ id, time }) => id === of && time >= oldest);
  return [...all.filter(({ id }) => id !== of), ...(own.length < limits.maxretry ? own : [])];
}

function save(manager: FailManager): void {
  manager.save();
  manager.saved();
}

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
    const saveChange: FailureStore['saveChange'] = (...row) => {
      if (full) throw new Error('disk full');
      store.saveChange(...row);
    };
    manager = new FailManager('sshd', limits, { ...store, saveChange });
    manager.add(failure('192.0.2.1', 10));
    expect(() => manager.save()).toThrow('disk full');
    full = false;
    manager.save();
    expect(store.windows('sshd').has('192.0.2.1')).toBe(true);
  });

  it('leaves in the store what counts, in whatever batches it is saved', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ id: fc.constantFrom('a', 'b'), time: fc.integer({ min: 0, max: 1500 }) }) },
      fc.constant('save' as const),
      fc.record({ prune: fc.integer({ min: 0, max: 1500 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const kept = failureStore(openDatabase(':memory:'));
        const saving = new FailManager('sshd', limits, kept);
        let expected: Counted[] = [];
        for (const step of steps) {
          if (step === 'save') save(saving);
          else if ('prune' in step) {
            saving.prune(step.prune);
            expected = expected.filter(({ id }) => newest(expected, id) >= step.prune - limits.findtime);
          } else {
            saving.add(failure(step.id, step.time));
            expected = counted([...expected, step], step.id);
          }
        }
        save(saving);
        const stored = [...kept.windows('sshd')].flatMap(([id, window]) => window.map(({ time }) => ({ id, time })));
        expect(stored).toEqual(expected.sort((a, b) => a.id.localeCompare(b.id) || a.time - b.time));
      }),
    );
  });

  it('prunes windows in which nothing counts any more', () => {
    manager.add(failure('192.0.2.1', 100));
    manager.prune(700);
    expect(manager.currentlyFailed).toBe(1);
    manager.prune(701);
    expect(manager.currentlyFailed).toBe(0);
  });
});
