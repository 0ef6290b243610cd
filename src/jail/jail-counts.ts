import type { BanOrder } from '../ban/ban-decision.js';
import type { SearchCounts } from '../filter/filter.js';
import type { Clock } from '../time/clock.js';
import { Durations } from '../time/durations.js';

/** Seconds between a line and the ban that comes of it. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];

/** What one jail counts from its creation on, whatever filters it has meanwhile. */
export class JailCounts {
  /** From the moment a batch of lines was read, for each ban that came of it: until that was decided and saved. */
  readonly decided = new Durations(bounds);
  /** The same: until all actions that keep somebody out were done with all bans of the batch. */
  readonly enforced = new Durations(bounds);
  #lines = 0;
  #matches = 0;
  #ignored = 0;
  #searches: SearchCounts = { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 };

  /** Lines that the filter looked at. */
  get lines(): number {
    return this.#lines;
  }

  /** Failures that the filter found in them. */
  get matches(): number {
    return this.#matches;
  }

  /** Failures of those whom the jail ignores. */
  get ignored(): number {
    return this.#ignored;
  }

  looked(lines: number, matches: number): void {
    this.#lines += lines;
    this.#matches += matches;
  }

  spared(failures: number): void {
    this.#ignored += failures;
  }

  /** The filter that counted this is replaced by one that begins at 0. */
  keep(searches: SearchCounts): void {
    this.#searches = this.searchesWith(searches);
  }

  /** All searches, those of the filter that is in use among them. */
  searchesWith({ overruns, demotions, shortened, givenUp }: SearchCounts): SearchCounts {
    const before = this.#searches;
    return {
      overruns: before.overruns + overruns,
      demotions: before.demotions + demotions,
      shortened: before.shortened + shortened,
      givenUp: before.givenUp + givenUp,
    };
  }

  /** Has orders carried out that come of a batch which was read at `read`, and are decided now; times the bans among them. */
  async time(orders: readonly BanOrder[], read: number, clock: Clock, carryOut: () => Promise<void>): Promise<void> {
    const bans = orders.filter(({ kind }) => kind === 'banned').length;
    this.decided.add(clock() - read, bans);
    await carryOut();
    this.enforced.add(clock() - read, bans);
  }
}
