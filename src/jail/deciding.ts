import type { BanOrder } from '../ban/ban-decision.js';
import type { BanManager } from '../ban/ban-manager.js';
import type { FailManager } from '../failure/fail-manager.js';
import type { FailTicket } from '../failure/fail-ticket.js';
import type { Failure } from '../filter/failure.js';
import type { Clock } from '../time/clock.js';
import type { JailLog } from './jail-log.js';

/** What deciding needs from its jail. */
export interface DecidingContext {
  readonly failures: FailManager;
  readonly bans: BanManager;
  readonly log: JailLog;
  readonly clock: Clock;
}

/** Has failures of a jail count, and says whom it bans by that; who is banned already is told of in the log. */
export class Deciding {
  readonly #context: DecidingContext;

  constructor(context: DecidingContext) {
    this.#context = context;
  }

  /** Counts a failure: the ban it leads to, if it is the one too many. */
  count(failure: Failure): readonly BanOrder[] {
    const { failures, bans, log } = this.#context;
    const weighing = bans.weigh(failure.id, failures.limits.maxretry);
    const ticket = failures.add(failure, weighing?.weightAt);
    if (weighing !== undefined) log.foundBad(failure, weighing, ticket !== undefined);
    return ticket === undefined ? [] : this.ban(ticket);
  }

  /** Bans whom a ticket is about: a new ban, a longer one, or none. */
  ban(ticket: FailTicket): readonly BanOrder[] {
    const { bans, log, clock } = this.#context;
    const decision = bans.ban(ticket, clock());
    if (decision.kind !== 'banned') log.notBanned(decision, ticket.time);
    return decision.kind === 'banned' || decision.kind === 'prolonged' ? [decision] : [];
  }
}
