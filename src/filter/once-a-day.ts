import type { EpochSeconds } from '../time/clock.js';

const day = 86_400;

/** Keeps warnings that every line could give to one a day and kind. */
export class OnceADay {
  readonly #last = new Map<string, EpochSeconds>();

  /** True if nothing of this kind was due within the last 24 hours. */
  due(kind: string, now: EpochSeconds): boolean {
    const last = this.#last.get(kind);
    if (last !== undefined && now - last < day) return false;
    this.#last.set(kind, now);
    return true;
  }
}
