import type { Log } from '../log.js';
import type { Waker } from '../time/waker.js';

/** Seconds: doubled with every failure up to the second. */
const [firstPause, longestPause] = [1, 60];

/** Waits before something that failed is tried again, and says so. */
export class Pauses {
  readonly #log: Log;
  readonly #waker: Waker;
  readonly #present = new Set<() => void>();
  #isOver = false;

  constructor({ log, waker }: { readonly log: Log; readonly waker: Waker }) {
    this.#log = log;
    this.#waker = waker;
  }

  /** Resolves when it is time to try again after that many failures before. */
  async pause(what: string, reason: string, failuresBefore: number): Promise<void> {
    if (this.#isOver) return;
    const seconds = Math.min(firstPause * 2 ** failuresBefore, longestPause);
    this.#log('error', 'filter', `${what} in ${seconds} s: ${reason}`);
    await new Promise<void>((resolve) => {
      const end = () => {
        this.#present.delete(end);
        cancel();
        resolve();
      };
      const cancel = this.#waker.after(seconds, end);
      this.#present.add(end);
    });
  }

  /** Ends all pauses, also those to come. */
  stop(): void {
    this.#isOver = true;
    for (const end of this.#present) end();
  }
}
