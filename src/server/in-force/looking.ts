import type { Clock } from '../../time/clock.js';
import type { Cancel, Waker } from '../../time/waker.js';
import { LookPace } from './look-pace.js';

export interface LookingOptions {
  /** In seconds; one that is never put. */
  readonly clock: Clock;
  readonly waker: Waker;
  /** Seconds between two looks that nobody asked for; the answer may change. */
  readonly every: () => number;
  /** Must not reject. */
  readonly look: () => Promise<void>;
}

/** Seconds: a look waits until nothing has happened for the first time, but no longer than the second. */
const [quiet, patience] = [0.15, 0.6];
/** A look that took long is taken unasked only after so many times as long, but after so many seconds at last. */
const [restFactor, longestRest] = [500, 600];

/** Looks soon after it was asked to, and from then on now and then; never twice at a time. */
export class Looking {
  readonly #options: LookingOptions;
  readonly #pace = new LookPace();
  /** When it was asked first and last since it last looked. */
  #asked: { readonly first: number; last: number } | undefined;
  #isUnderWay = false;
  #isOver = false;
  #cancel: { soon?: Cancel | undefined; sometime?: Cancel } = {};

  constructor(options: LookingOptions) {
    this.#options = options;
  }

  /** Asks for a look, as something happened. */
  soon(): void {
    const now = this.#options.clock();
    this.#asked ??= { first: now, last: now };
    this.#asked.last = now;
    this.#await();
  }

  /** Never looks again. */
  end(): void {
    this.#isOver = true;
    this.#cancel.soon?.();
    this.#cancel.sometime?.();
  }

  #await(): void {
    if (this.#asked === undefined || this.#cancel.soon !== undefined || this.#isUnderWay || this.#isOver) return;
    const { clock, waker } = this.#options;
    const due = this.#due(this.#asked);
    this.#cancel.soon = waker.after(due - clock(), () => {
      this.#cancel.soon = undefined;
      // Something more may have happened meanwhile.
      if (this.#asked !== undefined && this.#due(this.#asked) > due) this.#await();
      else void this.#look();
    });
  }

  #due({ first, last }: { readonly first: number; readonly last: number }): number {
    return Math.max(Math.min(last + quiet, first + patience), this.#pace.earliest());
  }

  async #look(): Promise<void> {
    if (this.#isUnderWay || this.#isOver) return;
    const { clock, look } = this.#options;
    this.#isUnderWay = true;
    this.#asked = undefined;
    this.#cancel.sometime?.();
    const began = clock();
    await look();
    const ended = clock();
    this.#pace.looked(began, ended);
    this.#isUnderWay = false;
    this.#goOn(ended - began);
  }

  #goOn(took: number): void {
    if (this.#isOver) return;
    const { waker, every } = this.#options;
    this.#cancel.sometime = waker.after(
      Math.max(every(), Math.min(restFactor * took, longestRest)),
      () => void this.#look(),
    );
    this.#await();
  }
}
