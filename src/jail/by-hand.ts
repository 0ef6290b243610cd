import type { BanOrder } from '../ban/ban-decision.js';
import type { BanManager } from '../ban/ban-manager.js';
import type { Failure } from '../filter/failure.js';
import type { Clock, EpochSeconds } from '../time/clock.js';
import type { NextTurn } from '../time/turns.js';
import type { Deciding } from './deciding.js';
import type { Enforcement } from './enforcement.js';
import { inSlices } from './in-slices.js';
import type { JailLog } from './jail-log.js';
import type { JailParts } from './jail-parts.js';
import type { Sieve } from './sieve.js';

/** What is needed of the jail. */
export interface ByHandContext {
  readonly jail: string;
  readonly parts: () => JailParts;
  readonly deciding: Deciding;
  readonly sieve: Sieve;
  readonly log: JailLog;
  readonly clock: Clock;
  readonly nextTurn: NextTurn;
  readonly bans: BanManager;
  readonly enforcement: Enforcement;
  readonly commit: () => void;
  /** Has the actions carry out what was committed; resolves when all have run. */
  readonly carryOut: (orders: readonly BanOrder[]) => Promise<void>;
}

/** What somebody has a jail do by hand, without a line in a log. */
export class ByHand {
  readonly #context: ByHandContext;

  constructor(context: ByHandContext) {
    this.#context = context;
  }

  /** Bans, also whom the jail ignores (spec runtime §7.4), of which it warns; the number of new bans. */
  async ban(ids: readonly string[]): Promise<number> {
    const { clock, nextTurn, commit, carryOut } = this.#context;
    const now = clock();
    let count = 0;
    await inSlices(ids, nextTurn, async (slice) => {
      const decided = slice.flatMap((id) => this.#decide(id, now));
      commit();
      count += decided.filter(({ kind }) => kind === 'banned').length;
      await carryOut(decided);
    });
    return count;
  }

  /**
   * Counts failures that somebody tells of, one for each line or one without any; false for an id the jail ignores (spec
   * runtime §7.4).
   */
  async attempt(id: string, lines: readonly string[]): Promise<boolean> {
    const { clock, sieve, log, deciding, commit, carryOut } = this.#context;
    const failure: Failure = { id, resolve: false, time: clock(), matches: [], fields: {}, regex: -1 };
    const [counted] = await sieve.spare([failure]);
    if (counted === undefined) return false;
    log.attempt(failure);
    const failures = lines.length === 0 ? [failure] : lines.map((line) => ({ ...failure, matches: [line] }));
    const decided = failures.flatMap((each) => deciding.count(each));
    commit();
    await carryOut(decided);
    return true;
  }

  /** Lifts bans and forgets the ids' earlier bans, not their failures; the number of bans lifted. */
  async unban(ids: readonly string[]): Promise<number> {
    const { bans, enforcement, nextTurn, commit } = this.#context;
    let count = 0;
    await inSlices(ids, nextTurn, async (slice) => {
      const lifted = slice.flatMap((id) => bans.unban(id) ?? []);
      commit();
      count += lifted.length;
      await enforcement.lift(lifted, 'Unban');
    });
    return count;
  }

  #decide(id: string, time: EpochSeconds): readonly BanOrder[] {
    const { jail, parts, log, deciding } = this.#context;
    const source = parts().ignoring.listed({ id, fields: {} });
    if (source !== undefined) log.bannedAlthoughIgnored(id, source);
    return deciding.ban({ jail, id, time, failures: 0, matches: [], fields: {} });
  }
}
