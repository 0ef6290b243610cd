import type { EpochSeconds } from '../../time/clock.js';
import type { Side } from './happening.js';

/** Times of one id's failures, as one side and the other found them, in the order in which they were told. */
export type Told = Readonly<Record<Side, readonly EpochSeconds[]>>;

const nothing: Told = { fail2ban: [], tsban: [] };

/** What each side found of each id since it last banned it, as far back as may matter. */
export class FailuresTold {
  readonly #most: number;
  readonly #byId = new Map<string, Record<Side, EpochSeconds[]>>();

  /** Remembers the last `most` of an id. */
  constructor(most: number) {
    this.#most = most;
  }

  add(side: Side, id: string, time: EpochSeconds): void {
    const told = this.#byId.get(id) ?? { fail2ban: [], tsban: [] };
    this.#byId.set(id, told);
    told[side].push(time);
    if (told[side].length > this.#most) told[side].shift();
  }

  of(id: string): Told {
    return this.#byId.get(id) ?? nothing;
  }

  /** What led to a ban of one side, and what the other has of it; that side begins anew. */
  take(side: Side, id: string): Told {
    const { fail2ban, tsban } = this.of(id);
    const led = { fail2ban: [...fail2ban], tsban: [...tsban] };
    const told = this.#byId.get(id);
    if (told !== undefined) told[side] = [];
    return led;
  }

  /** Drops those of whom there is nothing newer. */
  forget(before: EpochSeconds): void {
    const isOld = (times: readonly EpochSeconds[]) => (times.at(-1) ?? -Infinity) < before;
    for (const [id, { fail2ban, tsban }] of this.#byId) {
      if (isOld(fail2ban) && isOld(tsban)) this.#byId.delete(id);
    }
  }
}
