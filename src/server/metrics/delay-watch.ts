import type { Clock } from '../../time/clock.js';
import type { Waker } from '../../time/waker.js';

/** Seconds between two looks: an idle daemon should hardly notice. */
const pause = 0.1;

/** Watches how long the event loop is held: looks then come late. */
export class DelayWatch {
  readonly #clock: Clock;
  #last: number;
  #longest = 0;

  constructor(clock: Clock, waker: Waker) {
    this.#clock = clock;
    this.#last = clock();
    waker.every(pause, () => this.#look());
  }

  /** Seconds of the longest hold since this was last asked for. */
  longest(): number {
    this.#look();
    const longest = this.#longest;
    this.#longest = 0;
    return longest;
  }

  #look(): void {
    const now = this.#clock();
    this.#longest = Math.max(this.#longest, now - this.#last - pause);
    this.#last = now;
  }
}
