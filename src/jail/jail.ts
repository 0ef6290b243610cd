import type { LeftAction } from '../action/left-action.js';
import type { BanOrder } from '../ban/ban-decision.js';
import type { BanManager } from '../ban/ban-manager.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import type { FailManager } from '../failure/fail-manager.js';
import type { Failure } from '../filter/failure.js';
import type { Log } from '../log.js';
import type { Batch, PassedBatch } from '../source/line.js';
import { Alarm } from '../time/alarm.js';
import type { Clock } from '../time/clock.js';
import { inTurns, mostInATurn, type NextTurn } from '../time/turns.js';
import type { Waker } from '../time/waker.js';
import { adoptLeft } from './adopt-left.js';
import { ByHand } from './by-hand.js';
import { Deciding } from './deciding.js';
import { Enforcement } from './enforcement.js';
import { Exchange } from './exchange.js';
import { JailCounts } from './jail-counts.js';
import { JailLog } from './jail-log.js';
import type { JailParts } from './jail-parts.js';
import { resolveNames } from './resolve-names.js';
import { Sieve } from './sieve.js';

/** What a jail needs from the outside. */
export interface JailContext {
  readonly log: Log;
  readonly clock: Clock;
  readonly waker: Waker;
  /** Lets others have a turn where there is much to do at once. */
  readonly nextTurn: NextTurn;
  /** The canonical addresses of a host name, none if it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  /** Writes what changed in all jails, in one transaction. */
  readonly commit: () => void;
}

/** One jail: a batch of lines comes in, failures are counted, bans are decided, actions carry them out. */
export class Jail {
  readonly name: string;
  readonly failures: FailManager;
  readonly bans: BanManager;
  readonly enforcement: Enforcement;
  readonly byHand: ByHand;
  readonly counts = new JailCounts();
  readonly #context: JailContext;
  readonly #log: JailLog;
  #parts: JailParts;
  readonly #alarm: Alarm;
  readonly #sieve: Sieve;
  readonly #deciding: Deciding;
  #isStopped = false;

  constructor(parts: JailParts, failures: FailManager, bans: BanManager, context: JailContext) {
    this.name = parts.config.name;
    this.failures = failures;
    this.bans = bans;
    this.#parts = parts;
    bans.setBantime(parts.config.bantime, parts.increment);
    this.#context = context;
    this.#log = new JailLog(this.name, context.log);
    const { clock, nextTurn, commit } = context;
    const own = { parts: () => this.#parts, log: this.#log, clock, nextTurn };
    this.#sieve = new Sieve({ ...own, counts: this.counts });
    this.#deciding = new Deciding({ ...own, failures, bans });
    this.enforcement = new Enforcement({ ...own, bans });
    this.byHand = new ByHand({
      ...own,
      jail: this.name,
      deciding: this.#deciding,
      sieve: this.#sieve,
      bans,
      enforcement: this.enforcement,
      commit,
      carryOut: async (orders) => this.carryOut(orders),
    });
    this.#alarm = new Alarm(context, () => this.#expire());
  }

  get parts(): JailParts {
    return this.#parts;
  }

  /**
   * Starts the actions and takes up failures and bans of an earlier run; does not wait for commands. `isAfterCrash`: that
   * run was killed, so that its bans, also those that are over by now, may be in force still.
   */
  async start(isAfterCrash = false): Promise<void> {
    for (const action of this.#parts.actions) void action.start(isAfterCrash ? 'afterCrash' : 'onDemand');
    const { ready, listed } = this.#parts.ignoring;
    const { clock, nextTurn } = this.#context;
    await Promise.all([ready, this.failures.load(nextTurn)]);
    const skip = (ticket: BanTicket) => this.#sieve.isIgnored(ticket, listed(ticket));
    const restored = await this.bans.restore(clock(), skip, nextTurn);
    void this.carryOut(restored.map((ticket) => ({ kind: 'banned', ticket })));
  }

  /** The same where an earlier run has left its actions in place: they are looked after, and what is over by now is lifted. */
  async resume(left: readonly LeftAction[]): Promise<void> {
    const { clock, nextTurn } = this.#context;
    const saved = this.bans.ofEarlierRun();
    const { actions } = this.#parts;
    const inForce = await adoptLeft(left, { jail: this.name, actions, saved, now: clock(), nextTurn });
    for (const action of actions) void action.check();
    await this.start();
    void this.enforcement.lift(
      inForce.filter(({ id }) => this.bans.get(id) === undefined),
      'Unban',
    );
  }

  /** Step 1: what the filter finds in a batch, host names looked up, and whom the jail ignores left out. */
  async find(batch: Batch | PassedBatch): Promise<readonly Failure[]> {
    if (this.#parts.config.idle === true) return [];
    const { inOperation, writtenAfterStart } = batch;
    const at = { now: this.#context.clock(), inOperation, writtenAfterStart };
    const failures = await this.#parts.filter.find(batch.lines, at);
    this.counts.looked(batch.lines.length, failures.length);
    const found = this.#sieve.usable(failures, batch);
    if (found.length === 0) return [];
    const { resolve, log } = this.#context;
    return this.#sieve.spare(await resolveNames(found, { resolve, log, usedns: this.#parts.usedns }));
  }

  /** Step 2, without a break up to the commit: counts failures and decides on bans. */
  count(failures: readonly Failure[]): readonly BanOrder[] {
    // A ban that comes after the actions have stopped would stay in the firewall.
    if (this.#isStopped || this.#parts.config.idle === true) return [];
    return failures.flatMap((failure) => {
      this.#log.found(failure);
      this.enforcement.seen(failure);
      return this.#deciding.count(failure);
    });
  }

  /** Step 3, after the commit: has the actions carry out what was decided; resolves when all have run. */
  async carryOut(orders: readonly BanOrder[]): Promise<void> {
    this.#alarm.setBy(this.bans.nextEnd());
    await this.enforcement.carryOut(orders);
  }

  /**
   * Sees to bans and windows that are over. A timer does so when the next ban ends; but timers stand still while the
   * machine sleeps, and the clock may be put, so that now and then somebody has to look.
   */
  look(): void {
    if (!this.#isStopped) this.#expire();
  }

  /**
   * Takes new parts after a reload, but for the actions; bans, windows and totals stay. Actions that are others take over
   * the bans as the exchange is carried out.
   */
  exchange(parts: JailParts): Exchange {
    const before = this.#parts;
    if (parts.filter !== before.filter) this.counts.keep(before.filter.searchCounts);
    this.#parts = { ...parts, actions: before.actions };
    this.failures.setLimits(parts.config);
    this.bans.setBantime(parts.config.bantime, parts.increment);
    if (parts.config.bantime !== before.config.bantime) void this.#adoptBantime(before.config.bantime);
    return new Exchange({
      before,
      after: parts,
      use: (actions) => {
        this.#parts = { ...parts, actions };
      },
      extend: async (actions) => this.enforcement.extend(actions),
    });
  }

  /** Takes everything out of the firewall, actions in reverse order; what is banned stays so in the store. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#alarm.off();
    await this.enforcement.stop();
  }

  /** Leaves bans in force, for the next run to `resume`. */
  async leave(): Promise<readonly LeftAction[]> {
    this.#isStopped = true;
    this.#alarm.off();
    return this.enforcement.leave();
  }

  /** Bans as long as the jail's were are as long as its bans are now; others have times of their own (spec runtime §3.1). */
  async #adoptBantime(before: number): Promise<void> {
    const plain = this.bans.banned().filter(({ bantime }) => bantime === before);
    for await (const some of inTurns(plain, this.#context.nextTurn)) {
      if (this.#isStopped) return;
      const prolonged = this.bans.adopt(some);
      this.#context.commit();
      void this.carryOut(prolonged);
      this.#expire();
    }
  }

  #expire(): void {
    this.#alarm.off();
    const now = this.#context.clock();
    const over = this.bans.expire(now, mostInATurn);
    const pruned = this.failures.prune(now, mostInATurn);
    if (over.length > 0 || pruned > 0) this.#context.commit();
    void this.enforcement.lift(over, 'Unban');
    this.#alarm.setBy(pruned < mostInATurn ? this.bans.nextEnd() : now);
  }
}
