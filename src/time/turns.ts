import { setImmediate } from 'node:timers/promises';

/** Waits for a turn of the event loop. */
export type NextTurn = () => Promise<void>;

/** Lets those who ask have one turn of the event loop each, one after the other, so that whatever else waits gets in between. */
export function createTurns(): NextTurn {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    last = last.then(async () => setImmediate());
    return last;
  };
}
