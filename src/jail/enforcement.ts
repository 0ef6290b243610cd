import type { LeftAction } from '../action/left-action.js';
import type { Reconciled } from '../action/reconciling.js';
import type { BanOrder } from '../ban/ban-decision.js';
import type { BanManager } from '../ban/ban-manager.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import { type Leak, LeakWatch } from '../ban/leak-watch.js';
import type { Failure } from '../filter/failure.js';
import type { Clock } from '../time/clock.js';
import { mostInATurn, type NextTurn } from '../time/turns.js';
import { inSlices } from './in-slices.js';
import type { JailLog } from './jail-log.js';
import type { JailAction, JailParts } from './jail-parts.js';
import { isBarrier, leakReason } from './leak-reason.js';
import { Prolonging } from './prolonging.js';

/** What enforcement needs from its jail. */
export interface EnforcementContext {
  readonly bans: BanManager;
  readonly parts: () => JailParts;
  readonly log: JailLog;
  readonly clock: Clock;
  readonly nextTurn: NextTurn;
}

/** Seconds that mails and the like have to get done as a jail stops, and bans as it is left. */
const patience = 5;

/** Has a jail's actions carry out what was decided, and notices where that does not help. */
export class Enforcement {
  readonly #context: EnforcementContext;
  readonly #prolonging: Prolonging;
  readonly #leaks = new LeakWatch();
  readonly #lookedAfter = new Set<JailAction>();
  readonly #corrected = { missing: 0, surplus: 0 };
  /** Resolves when the actions were told of everything that was decided so far. */
  #told: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(context: EnforcementContext) {
    this.#context = context;
    this.#prolonging = new Prolonging(
      (id) => (this.#isStopped ? undefined : context.bans.get(id)),
      () => context.parts().actions,
    );
  }

  /**
   * Resolves when all actions have run that keep somebody out; others, as mails, may take their time. What was lifted
   * before its turn came is left out.
   */
  async carryOut(orders: readonly BanOrder[]): Promise<void> {
    const { bans } = this.#context;
    await this.#inSlices(orders, async (slice) => {
      const due = this.#isStopped ? [] : slice.filter(({ ticket }) => bans.get(ticket.id) !== undefined);
      const prolonged = due.filter(({ kind }) => kind === 'prolonged');
      await Promise.all([
        this.#ban(due.filter((order) => order.kind === 'banned')),
        ...prolonged.map(async ({ ticket }) => this.#prolonging.prolong(ticket.id)),
      ]);
    });
  }

  /** Resolves like `carryOut`; `word` as in `Unban ID`. */
  async lift(tickets: readonly BanTicket[], word: string): Promise<void> {
    const { bans, log } = this.#context;
    await this.#inSlices(tickets, async (slice) => {
      for (const { id } of slice) log.unban(word, id);
      // Others were banned anew before their turn came.
      const due = slice.filter(({ id }) => bans.get(id) === undefined);
      for (const { id } of due) this.#leaks.open(id);
      await this.#haveAll(due, (action, ticket) => action.unban(ticket));
    });
  }

  /** Starts further actions, and puts every ban in force with them too. */
  async extend(actions: JailParts['actions']): Promise<void> {
    if (actions.length === 0) return;
    await Promise.all(actions.map(async (action) => action.start()));
    await this.#inSlices(this.#context.bans.banned(), async (slice) =>
      Promise.all(actions.flatMap((action) => slice.map((ticket) => action.ban({ ...ticket, restored: true })))),
    );
  }

  /** Takes everything out of the firewall, actions in reverse order; what is no firewall is waited for at the end, not for long. */
  async stop(): Promise<void> {
    const { bans, log, parts } = this.#context;
    this.#isStopped = true;
    await this.#inSlices(bans.banned(), async (slice) => {
      for (const { id } of slice) log.repeal(id);
      return Promise.resolve();
    });
    const others: Promise<void>[] = [];
    for (const action of [...parts().actions].reverse()) {
      if (this.#isAwaited(action)) await action.stop();
      else others.push(action.stop(patience));
    }
    await Promise.all(others);
  }

  /** Leaves in place what keeps somebody out, for the next run of the daemon, and tells what that is; all else stops. */
  async leave(): Promise<readonly LeftAction[]> {
    this.#isStopped = true;
    const { actions } = this.#context.parts();
    const others = actions.filter((action) => !this.#isAwaited(action));
    const stopped = Promise.all(others.map(async (action) => action.stop(patience)));
    const barriers = actions.filter((action) => this.#isAwaited(action));
    const left = await Promise.all(barriers.map(async (action) => action.leave(patience)));
    await stopped;
    return left;
  }

  /** Compares what is banned with what is in force, and puts it right. An action that is at it still is not asked again. */
  async look(): Promise<void> {
    // What the actions were not told of yet would look like something nobody has banned.
    await this.#told;
    await Promise.all(this.#context.parts().actions.map(async (action) => this.#lookAfter(action)));
  }

  /** Tells, once for each ban, of failures of those who should not get through. */
  seen(failure: Failure): void {
    const { bans, parts, log } = this.#context;
    if (bans.get(failure.id) === undefined || parts().actions.some((action) => action.lacks(failure.id))) return;
    const leak = this.#leaks.hit(failure, () => leakReason(failure.id, parts().config));
    if (leak !== undefined) log.leaking(leak);
  }

  /** Bans that were missing when the actions were asked, and what was there for nobody, of all looks so far. */
  get corrected(): Reconciled {
    return this.#corrected;
  }

  /** Bans that are not in force, by id, and why. */
  notInForce(): ReadonlyMap<string, string> {
    const reasons = new Map<string, string>();
    for (const action of this.#context.parts().actions)
      for (const [id, why] of action.notInForce()) {
        const known = reasons.get(id);
        reasons.set(id, `${known === undefined ? '' : `${known}; `}${action.name}: ${why}`);
      }
    return reasons;
  }

  /** Bans that are in force and do not keep out whom they should. */
  leaks(): readonly Leak[] {
    return this.#leaks.leaks();
  }

  async #inSlices<Item>(items: readonly Item[], some: (slice: readonly Item[]) => Promise<unknown>): Promise<void> {
    const done = inSlices(items, this.#context.nextTurn, some);
    // The first slice was told already.
    if (items.length > mostInATurn) this.#told = Promise.all([this.#told, done]);
    await done;
  }

  async #lookAfter(action: JailAction): Promise<void> {
    if (this.#isStopped || this.#lookedAfter.has(action)) return;
    this.#lookedAfter.add(action);
    const { missing = 0, surplus = 0 } = (await action.reconcile()) ?? {};
    this.#lookedAfter.delete(action);
    this.#corrected.missing += missing;
    this.#corrected.surplus += surplus;
    if (missing > 0) this.#leaks.repaired(this.#context.clock());
    if (surplus > 0) this.#context.log.takenAway(surplus, action.name);
  }

  async #ban(orders: readonly Extract<BanOrder, { kind: 'banned' }>[]): Promise<void> {
    const { parts, log, clock } = this.#context;
    for (const { ticket, known } of orders) {
      log.ban(ticket);
      if (known !== undefined) log.known(ticket, known);
    }
    const tickets = orders.map(({ ticket }) => ticket);
    await this.#haveAll(tickets, (action, ticket) => action.ban(ticket));
    if (!parts().config.actions.some(isBarrier)) return;
    const now = clock();
    for (const { id } of tickets) this.#leaks.shut(id, now);
  }

  async #haveAll(
    tickets: readonly BanTicket[],
    run: (action: JailAction, ticket: BanTicket) => Promise<unknown>,
  ): Promise<void> {
    const awaited: Promise<unknown>[] = [];
    for (const action of this.#context.parts().actions) {
      const runs = tickets.map((ticket) => run(action, ticket));
      if (this.#isAwaited(action)) awaited.push(...runs);
    }
    await Promise.all(awaited);
  }

  #isAwaited({ name }: JailAction): boolean {
    const config = this.#context.parts().config.actions.find(({ actname }) => actname === name);
    return config === undefined || isBarrier(config);
  }
}
