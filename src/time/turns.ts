import { setImmediate } from 'node:timers/promises';

/** Waits for a turn of the event loop. */
export type NextTurn = () => Promise<void>;

/** So many of anything hold the event loop for some milliseconds. */
export const mostInATurn = 500;

/** Gives items by the slice, with a turn of the event loop in between. */
export async function* inTurns<Item>(
  items: Iterable<Item>,
  nextTurn: NextTurn,
  most = mostInATurn,
): AsyncGenerator<readonly Item[], void> {
  let slice: Item[] = [];
  for (const item of items) {
    if (slice.length === most) {
      yield slice;
      await nextTurn();
      slice = [];
    }
    slice.push(item);
  }
  if (slice.length > 0) yield slice;
}

/** Sorts like `toSorted`, part by part with turns of the event loop in between. */
export async function sortInTurns<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
  nextTurn: NextTurn,
): Promise<readonly Item[]> {
  if (items.length <= 20 * mostInATurn) return items.toSorted(compare);
  const middle = Math.ceil(items.length / 2);
  const halves = [];
  for (const half of [items.slice(0, middle), items.slice(middle)])
    halves.push(await sortInTurns(half, compare, nextTurn));
  await nextTurn();
  // What is in order already takes little.
  return halves.flat().sort(compare);
}

/** Lets those who ask have one turn of the event loop each, one after the other, so that whatever else waits gets in between. */
export function createTurns(): NextTurn {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    last = last.then(async () => setImmediate());
    return last;
  };
}
