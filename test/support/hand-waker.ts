import type { Cancel, Waker } from '../../src/time/waker.js';

/** A waker moved by hand: nothing happens until the test says `wake()`. */
export class HandWaker implements Waker {
  readonly #once = new Set<() => void>();
  readonly #repeated = new Set<() => void>();

  after(_seconds: number, look: () => void): Cancel {
    this.#once.add(look);
    return () => void this.#once.delete(look);
  }

  every(_seconds: number, look: () => void): Cancel {
    this.#repeated.add(look);
    return () => void this.#repeated.delete(look);
  }

  /** Everything that waits goes round once. */
  wake(): void {
    const due = [...this.#once, ...this.#repeated];
    this.#once.clear();
    for (const look of due) look();
  }
}
