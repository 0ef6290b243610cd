import { mostInATurn, type NextTurn } from '../time/turns.js';

/** So many slices are started before the first of them is done. */
const mostUnderWay = 40;

/**
 * Starts `some`, which must not reject, for a slice of the items after the other, the first without delay, so that the
 * event loop is not held for long and whoever has to wait for the items has not all of them in hand. Resolves when all
 * are done.
 */
export async function inSlices<Item>(
  items: readonly Item[],
  nextTurn: NextTurn,
  some: (slice: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  const runs: Promise<unknown>[] = [];
  for (let at = 0; at < items.length; at += mostInATurn) {
    if (at > 0) {
      await nextTurn();
      await runs[runs.length - mostUnderWay];
    }
    runs.push(some(items.slice(at, at + mostInATurn)));
  }
  await Promise.all(runs);
}
