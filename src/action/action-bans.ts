import type { BanTicket } from '../ban/ban-ticket.js';
import { inTurns } from '../time/turns.js';
import { isConditional, type StartFamily } from './action-definition.js';
import { mostInBulk } from './bulk.js';
import { mayGoInBulk } from './bulk-line.js';
import { beyondRepair, type Mending, type MendingParts } from './mending.js';
import type { OrderKind } from './order.js';
import type { OrderTaker } from './order-queue.js';
import { lift, liftWhatIsLeft, put } from './put-and-lift.js';
import { runForTickets } from './run-for-tickets.js';
import type { Failures } from './shared-use.js';
import { ticketFamily } from './ticket-tags.js';

/** Carries out the bans and unbans of one action, many at once, and tries again what did not work. */
export class ActionBans implements OrderTaker {
  /** True while everything is about to be taken back: nobody is banned then. */
  isStopping = false;
  /** True if it is not known whether what is started and put back is there already. */
  mayBeThere = false;
  readonly #parts: MendingParts;
  readonly #mending: Mending;
  readonly #isConditional: boolean;
  /** Families with a ban that worked or was put back, the only ones that are unbanned (spec runtime §3.6). */
  readonly #banned = new Set<StartFamily>();

  constructor(parts: MendingParts, mending: Mending) {
    this.#parts = parts;
    this.#mending = mending;
    this.#isConditional = isConditional(parts.commands.definition);
  }

  /** Families of the addresses banned so far. */
  get families(): ReadonlySet<StartFamily> {
    return this.#banned;
  }

  get isBarrier(): boolean {
    return this.#parts.commands.has('actionunban');
  }

  holds(id: string): boolean {
    return this.#parts.held.has(id) || this.#parts.retries.isLacking(id);
  }

  async start(family: StartFamily): Promise<void> {
    const { families } = this.#parts;
    await (this.mayBeThere ? families.startAgain(family) : families.start(family));
  }

  mayJoin(kind: OrderKind, ticket: BanTicket): boolean {
    return this.#parts.commands.hasBulk(`action${kind}`, this.#familyOf(ticket)) && mayGoInBulk(ticket);
  }

  async carryOut(kind: OrderKind, tickets: readonly BanTicket[]): Promise<readonly boolean[]> {
    if (kind === 'unban') return this.#unban(tickets);
    if (this.isStopping) return tickets.map(() => false);
    return kind === 'ban' ? this.#ban(tickets) : this.#prolong(tickets);
  }

  shed(orders: number, left: number): void {
    this.#parts.log.shed(orders, left);
  }

  /** Whether each ban is in force now, as one restored may be already, or left out on purpose as `norestored` says. */
  async #ban(tickets: readonly BanTicket[]): Promise<readonly boolean[]> {
    const { commands, held, retries } = this.#parts;
    for (const ticket of tickets) if (ticket.restored) this.#banned.add(ticketFamily(ticket) ?? '');
    const isDone = (id: string): boolean => commands.definition.norestored || held.has(id);
    const wanted = tickets.filter(({ id, restored }) => !(restored && isDone(id)));
    const failures = await this.#byFamily(wanted, async (some, family) => this.#banFamily(some, family));
    retries.cameTo('ban', wanted, failures);
    for (const ticket of wanted) if (!failures.has(ticket)) this.#banned.add(ticketFamily(ticket) ?? '');
    return tickets.map((ticket) => !failures.has(ticket));
  }

  async #banFamily(tickets: readonly BanTicket[], family: StartFamily): Promise<Failures<BanTicket>> {
    const { commands, held, retries } = this.#parts;
    // Whatever comes of it: a start that failed may have left enough behind (spec runtime §4.2).
    await this.start(family);
    const mend = async (): Promise<boolean> => this.#mending.isSound(family);
    const hasFailed = ({ id }: BanTicket): boolean => retries.isLacking(id);
    const doubts = { isAfterCrash: this.mayBeThere, hasFailed };
    let doubled: readonly BanTicket[] = [];
    const failures = await held.put(tickets, family, async (missing) => {
      const came = await put(missing, { commands, family, mend }, doubts);
      doubled = came.doubled;
      return came.failures;
    });
    held.double(doubled);
    return failures;
  }

  /** Tells of bans that last longer; false of each of which that did not work, or that is not in force. */
  async #prolong(tickets: readonly BanTicket[]): Promise<readonly boolean[]> {
    const { commands, held, retries, log } = this.#parts;
    for (const ticket of tickets) {
      held.replace(ticket);
      retries.replace(ticket);
    }
    const due = new Set(tickets.filter(({ id }) => !retries.isLacking(id)));
    const failures = await this.#byFamily([...due], async (some, family) =>
      runForTickets(some, {
        commands,
        command: 'actionprolong',
        family,
        mend: async () => this.#mending.isSound(family),
      }),
    );
    log.ticketsFailed('prolong', [...failures.keys()]);
    return tickets.map((ticket) => due.has(ticket) && !failures.has(ticket));
  }

  /** Whether nothing of each ban is left on this jail's behalf; each is lifted with what was known when it was put. */
  async #unban(tickets: readonly BanTicket[]): Promise<readonly boolean[]> {
    const { commands, held, retries } = this.#parts;
    const known = tickets.map((ticket) => held.get(ticket.id) ?? ticket);
    const due = known.filter((ticket) => this.#banned.has(ticketFamily(ticket) ?? ''));
    const doubled = new Set(due.filter(({ id }) => held.isDoubled(id)));
    const failures = await this.#byFamily(due, async (some, family) => {
      const mend = async (): Promise<boolean> => this.#mending.mayUnban(family);
      return held.take(some, family, async (unused) => lift(unused, { commands, family, mend }, doubled));
    });
    const lacking = known.filter(({ id }) => retries.isLacking(id));
    await this.#liftWhatIsLeft(lacking.filter((ticket) => !this.#banned.has(ticketFamily(ticket) ?? '')));
    retries.forget(lacking);
    retries.cameTo('unban', due, failures);
    return known.map((ticket) => !failures.has(ticket));
  }

  /** Goes on with bans that an earlier run of the daemon has put in force, each given as often as it may be there. */
  async adopt(tickets: readonly BanTicket[]): Promise<void> {
    const { held } = this.#parts;
    const known = new Map<string, BanTicket>();
    const again: BanTicket[] = [];
    for (const ticket of tickets) {
      if (known.has(ticket.id)) again.push(ticket);
      else known.set(ticket.id, ticket);
    }
    for (const ticket of known.values()) this.#banned.add(ticketFamily(ticket) ?? '');
    const areThere = async (): Promise<Failures<BanTicket>> => Promise.resolve(new Map());
    await this.#byFamily([...known.values()], async (some, family) => held.put(some, family, areThere));
    held.double(again);
  }

  /** Takes back all bans: of started families with actionflush where that is possible, the rest one by one. */
  async flush(): Promise<void> {
    await this.#liftWhatIsLeft(this.#parts.retries.bans());
    this.#parts.retries.clear();
    for (const family of this.#parts.families.all()) await this.#flushFamily(family);
    const { held, nextTurn } = this.#parts;
    for await (const some of inTurns(held.all(), nextTurn, mostInBulk)) await this.#unban(some);
  }

  /** Forgets what was, as everything is taken away. */
  clear(): void {
    this.#parts.retries.clear();
    this.#banned.clear();
  }

  /** Tries again what is due. */
  async retry(): Promise<void> {
    const { retries, nextTurn } = this.#parts;
    const [bans, unbans] = [retries.next('ban'), retries.next('unban')];
    const unsound = await this.#byFamily(
      bans,
      async (some, family) =>
        new Map((await this.#mending.isSound(family)) ? [] : some.map((ticket) => [ticket, beyondRepair])),
    );
    retries.cameTo('ban', [...unsound.keys()], unsound);
    // A repair has put back some of them.
    const left = bans.filter((ticket) => !unsound.has(ticket) && retries.isLacking(ticket.id));
    for await (const some of inTurns(left, nextTurn, mostInBulk)) await this.#ban(some);
    for await (const some of inTurns(unbans, nextTurn, mostInBulk)) await this.#unban(some);
    retries.await();
  }

  /** Forgets what actionflush has taken away; what it could not take, or must not because of others, stays held. */
  async #flushFamily(family: StartFamily): Promise<void> {
    const { commands, families, held, log, nextTurn } = this.#parts;
    const tickets = held.of(family);
    if (tickets.length === 0 || !commands.has('actionflush') || !families.isAlone(family)) return;
    if (!(await families.run('actionflush', family))) {
      if (await families.isSane(family)) return;
      log.invariantFailed('Flush is impossible.');
    }
    const gone = async () => Promise.resolve(new Map());
    for await (const some of inTurns(tickets, nextTurn)) await held.take(some, family, gone);
  }

  async #liftWhatIsLeft(tickets: readonly BanTicket[]): Promise<void> {
    const { commands, families, held } = this.#parts;
    await this.#byFamily(tickets, async (some, family) => {
      if (families.working().includes(family))
        await held.take(some, family, async (unused) => {
          await liftWhatIsLeft(unused, { commands, family });
          return new Map();
        });
      return new Map();
    });
  }

  async #byFamily(
    tickets: readonly BanTicket[],
    job: (some: readonly BanTicket[], family: StartFamily) => Promise<Failures<BanTicket>>,
  ): Promise<Failures<BanTicket>> {
    const families = new Map<StartFamily, BanTicket[]>();
    for (const ticket of tickets) {
      const family = this.#familyOf(ticket);
      const some = families.get(family);
      if (some === undefined) families.set(family, [ticket]);
      else some.push(ticket);
    }
    const failures = new Map<BanTicket, string>();
    for (const [family, some] of families)
      for (const [ticket, why] of await job(some, family)) failures.set(ticket, why);
    return failures;
  }

  #familyOf(ticket: BanTicket): StartFamily {
    return this.#isConditional ? (ticketFamily(ticket) ?? '') : '';
  }
}
