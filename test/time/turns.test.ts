import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTurns, inTurns, sortInTurns } from '../../src/time/turns.js';

it('gives one turn after the other, whatever else waits in between', async () => {
  const nextTurn = createTurns();
  const order: string[] = [];
  const take = async (name: string) => {
    await nextTurn();
    order.push(name);
  };
  const other = (left: number): void => {
    order.push('other');
    if (left > 0) setImmediate(() => other(left - 1));
  };
  const turns = [take('a'), take('b'), take('c')];
  setImmediate(() => other(1));
  await Promise.all(turns);
  expect(order.filter((name) => name !== 'other')).toEqual(['a', 'b', 'c']);
  expect(order.slice(0, 3)).toContain('other');
  expect(order.indexOf('b')).toBeGreaterThan(order.indexOf('other'));
});

it('gives items by the slice, with a turn before each further one', async () => {
  const seen: (readonly number[] | 'turn')[] = [];
  const nextTurn = async () => Promise.resolve(void seen.push('turn'));
  for await (const some of inTurns(new Set([1, 2, 3, 4, 5]).values(), nextTurn, 2)) seen.push(some);
  expect(seen).toEqual([[1, 2], 'turn', [3, 4], 'turn', [5]]);
});

it('takes no turn where all goes into one slice', async () => {
  const nextTurn = async () => Promise.reject(new Error('a turn'));
  const slices: (readonly number[])[] = [];
  for await (const some of inTurns([1, 2], nextTurn, 2)) slices.push(some);
  for await (const some of inTurns([], nextTurn)) slices.push(some);
  expect(slices).toEqual([[1, 2]]);
});

it('sorts as an array does, equal ones in their order', async () => {
  const many = fc.array(fc.record({ key: fc.nat(20) }), { minLength: 300, maxLength: 400 });
  const compare = (one: { key: number }, other: { key: number }) => one.key - other.key;
  await fc.assert(
    fc.asyncProperty(many, async (some) => {
      const items = Array.from({ length: 100 }, () => some).flatMap((each, n) => each.map((item) => ({ ...item, n })));
      let turns = 0;
      const sorted = await sortInTurns(items, compare, async () => {
        turns += 1;
        return Promise.resolve();
      });
      expect(sorted).toEqual(items.toSorted(compare));
      expect(turns).toBeGreaterThan(0);
    }),
    { numRuns: 5 },
  );
});
