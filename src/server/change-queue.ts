import { CommandError } from './command-error.js';

/** Has changes happen one after the other, and none after the last. */
export class ChangeQueue {
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** Makes a change when those before it are done. Rejects with what it rejects with, or with a CommandError once closed. */
  async run<Result>(change: () => Promise<Result> | Result): Promise<Result> {
    if (this.#isClosed) throw CommandError.failed('tsban is shutting down');
    const result = this.#last.then(change);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Makes the last change. */
  async close(change: () => Promise<void>): Promise<void> {
    const done = this.run(change);
    this.#isClosed = true;
    return done;
  }
}
