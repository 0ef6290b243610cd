import { expect, it } from 'vitest';
import { createTurns } from '../../src/time/turns.js';

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
