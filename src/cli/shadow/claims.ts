import type { EpochSeconds } from '../../time/clock.js';
import type { Told } from './failures-told.js';
import type { Side } from './happening.js';

/** What only one side has said so far. */
export interface Claim {
  readonly kind: 'found' | 'ban' | 'unban';
  readonly side: Side;
  readonly id: string;
  /** When it was said. */
  readonly at: EpochSeconds;
  /** Of the failure, or of the last one before the ban. */
  readonly time: EpochSeconds;
  /** What led to a ban. */
  readonly told: Told;
}

/** Claims that wait for the other side to say the same, in the order in which they were made. */
export class Claims {
  readonly #waiting = new Set<Claim>();
  /** Those that say the same are of the same side. */
  readonly #alike = new Map<string, Claim[]>();

  get size(): number {
    return this.#waiting.size;
  }

  add(claim: Claim): void {
    this.#waiting.add(claim);
    const key = keyOf(claim);
    const alike = this.#alike.get(key);
    if (alike === undefined) this.#alike.set(key, [claim]);
    else alike.push(claim);
  }

  /** The claim that has waited longest. */
  first(): Claim | undefined {
    const [first] = this.#waiting;
    return first;
  }

  /** Takes out the earliest claim of the other side that says the same as one of `side`; undefined if there is none. */
  confirm({ side, ...same }: Pick<Claim, 'kind' | 'side' | 'id' | 'time'>): Claim | undefined {
    const first = this.#alike.get(keyOf(same))?.[0];
    if (first === undefined || first.side === side) return undefined;
    this.drop(first);
    return first;
  }

  /** The same, but for failures of another time, the nearest by up to so many seconds. */
  confirmNearly(claim: Claim, within: number): Claim | undefined {
    for (let off = 1; off <= within; off++) {
      const { time } = claim;
      const near = this.confirm({ ...claim, time: time + off }) ?? this.confirm({ ...claim, time: time - off });
      if (near !== undefined) return near;
    }
    return undefined;
  }

  /** Takes out a claim before which nobody says the same. */
  drop(claim: Claim): void {
    this.#waiting.delete(claim);
    const key = keyOf(claim);
    const alike = this.#alike.get(key);
    alike?.shift();
    if (alike?.length === 0) this.#alike.delete(key);
  }
}

/** For bans and their ends it makes no difference which failure led to them. */
function keyOf({ kind, id, time }: Pick<Claim, 'kind' | 'id' | 'time'>): string {
  return kind === 'found' ? `${kind} ${time} ${id}` : `${kind} ${id}`;
}
