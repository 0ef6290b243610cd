import type { NextTurn } from '../time/turns.js';

const sliceLength = 1000;

/** Starts `each` for all items, so many at once that the event loop is not held for long; resolves when all are done. */
export async function inSlices<Item>(
  items: readonly Item[],
  nextTurn: NextTurn,
  each: (item: Item) => unknown,
): Promise<void> {
  const runs: unknown[] = [];
  for (let at = 0; at < items.length; at += sliceLength) {
    if (at > 0) await nextTurn();
    runs.push(...items.slice(at, at + sliceLength).map(each));
  }
  await Promise.all(runs);
}
