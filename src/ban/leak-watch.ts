import type { EpochSeconds } from '../time/clock.js';

/** A ban that is in force, and an id that shows up nevertheless. */
export interface Leak {
  readonly id: string;
  /** Failures dated after the ban. */
  readonly hits: number;
  /** Time of the last of them. */
  readonly last: EpochSeconds;
  /** What the likely reason is, in words. */
  readonly reason: string;
}

/** Seconds for which a service may still tell of what came before the ban. */
const slack = 3;

/** Notices who goes on failing although a ban should keep them out. */
export class LeakWatch {
  /** Since when bans are in force, by id. */
  readonly #since = new Map<string, EpochSeconds>();
  readonly #leaks = new Map<string, Leak>();
  #soundSince: EpochSeconds = -Infinity;

  /** From now on the id should be kept out. */
  shut(id: string, now: EpochSeconds): void {
    this.#since.set(id, now);
  }

  open(id: string): void {
    this.#since.delete(id);
    this.#leaks.delete(id);
  }

  /** Some of the bans were not in force up to now: what came before is no wonder. */
  repaired(now: EpochSeconds): void {
    this.#soundSince = now;
    this.#leaks.clear();
  }

  /** Takes a failure of that time; gives the leak if it is the first sign of one. */
  hit({ id, time }: { readonly id: string; readonly time: EpochSeconds }, reason: () => string): Leak | undefined {
    const since = this.#since.get(id);
    if (since === undefined || time <= Math.max(since, this.#soundSince) + slack) return undefined;
    const known = this.#leaks.get(id);
    const leak = { id, hits: (known?.hits ?? 0) + 1, last: time, reason: known?.reason ?? reason() };
    this.#leaks.set(id, leak);
    return known === undefined ? leak : undefined;
  }

  /** In the order they were noticed. */
  leaks(): readonly Leak[] {
    return [...this.#leaks.values()];
  }
}
