import type { Failure } from '../filter/failure.js';
import type { EpochSeconds } from '../time/clock.js';
import type { Position } from '../source/line.js';

/** What tells of a failure: a log file, or the journal. */
type Teller = Position['kind'];

/** Seconds: a log file may tell of whole ones only. */
const tolerance = 1;
/** Failures of one teller that are remembered for the other. */
const remembered = 10_000;

/**
 * Knows failures that two sources tell of, while a log file takes the journal's place: each counts when the first of
 * them tells of it. A failure only one of them tells of counts as well.
 */
export class ToldTwice {
  /** Times of what was told of once, by id. */
  readonly #told: Readonly<Record<Teller, Map<string, EpochSeconds[]>>> = { file: new Map(), journal: new Map() };

  /** True if the other teller has not told of it; that is to be asked once for each failure. */
  isNew({ id, time }: Pick<Failure, 'id' | 'time'>, teller: Teller): boolean {
    const others = this.#told[teller === 'file' ? 'journal' : 'file'];
    const times = others.get(id) ?? [];
    const twin = times.findIndex((other) => Math.abs(other - time) <= tolerance);
    if (twin !== -1) {
      times.splice(twin, 1);
      if (times.length === 0) others.delete(id);
      return false;
    }
    this.#remember(this.#told[teller], id, time);
    return true;
  }

  #remember(told: Map<string, EpochSeconds[]>, id: string, time: EpochSeconds): void {
    // One that tells of the same id over and over must not push out the times of its own that still wait.
    const times = (told.get(id) ?? []).slice(-remembered / 100);
    told.delete(id);
    told.set(id, [...times, time]);
    const [oldest] = told.keys();
    if (told.size > remembered && oldest !== undefined) told.delete(oldest);
  }
}
