import { describe, expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';

const texts = { matches: ['x'.repeat(2048)], fields: { user: 'x'.repeat(2048) } };

describe('failureStore', () => {
  it('keeps failures of the same id and time apart from others, and forgets them together', () => {
    const store = failureStore(openDatabase(':memory:'));
    for (const [jail, id, time] of [
      ['sshd', 'a', 20],
      ['sshd', 'a', 10],
      ['sshd', 'a', 20],
      ['sshd', 'b', 20],
      ['nginx', 'a', 20],
    ] as const) {
      store.add(jail, id, { time, ...texts });
    }
    expect([...store.times('sshd')]).toEqual([
      ['a', 10],
      ['a', 20],
      ['a', 20],
      ['b', 20],
    ]);
    expect(store.failures('sshd', 'a', [20, 20, 10])).toEqual([10, 20, 20].map((time) => ({ time, ...texts })));
    store.forget('sshd', 'a', [20]);
    expect([...store.times('sshd')]).toEqual([
      ['a', 10],
      ['b', 20],
    ]);
    expect([...store.times('nginx')]).toEqual([['a', 20]]);
  });

  it('leaves out texts while the database is too large, and keeps them again when it is not', () => {
    const connection = openDatabase(':memory:');
    const most = 10 * 1024 * 1024;
    const store = failureStore(connection, most);
    const add = (from: number, count: number) => {
      for (let time = from; time < from + count; time++) store.add('sshd', 'a', { time, ...texts });
    };
    const size = () => Number(connection.pragma('page_count', { simple: true })) * 4096;
    add(0, 20_000);
    expect(size()).toBeLessThan(2 * most);
    expect([...store.times('sshd')]).toHaveLength(20_000);
    expect(store.failures('sshd', 'a', [0])).toEqual([{ time: 0, ...texts }]);
    expect(store.failures('sshd', 'a', [19_999])).toEqual([{ time: 19_999, matches: [], fields: {} }]);
    connection.exec('DELETE FROM failures');
    add(20_000, 1001);
    expect(store.failures('sshd', 'a', [21_000])).toEqual([{ time: 21_000, ...texts }]);
  });
});
