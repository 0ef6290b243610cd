import type { Clock, EpochSeconds } from './clock.js';
import type { Cancel, Waker } from './waker.js';

/** Wakes somebody once, at the earliest of the times it was set to; too late if the clock is put forward meanwhile, or the machine sleeps. */
export class Alarm {
  readonly #clock: Clock;
  readonly #waker: Waker;
  readonly #look: () => void;
  #time: EpochSeconds = Infinity;
  #cancel: Cancel = () => undefined;

  constructor({ clock, waker }: { readonly clock: Clock; readonly waker: Waker }, look: () => void) {
    this.#clock = clock;
    this.#waker = waker;
    this.#look = look;
  }

  /** Sees to it that it goes off no later than `time`; never for Infinity. */
  setBy(time: EpochSeconds): void {
    if (time >= this.#time) return;
    this.off();
    this.#time = time;
    this.#cancel = this.#waker.after(time - this.#clock(), () => {
      this.off();
      this.#look();
    });
  }

  /** Forgets what it was set to. */
  off(): void {
    this.#cancel();
    this.#time = Infinity;
  }
}
