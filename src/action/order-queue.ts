import type { BanTicket } from '../ban/ban-ticket.js';
import { inTurns, type NextTurn } from '../time/turns.js';
import { mostInBulk } from './bulk.js';
import type { Job, Order, OrderKind, TicketOrder } from './order.js';
import { oldest, superseded } from './shedding.js';

/** Who carries out the orders of a queue. */
export interface OrderTaker {
  /** True if an order may be carried out together with others of its kind. */
  mayJoin(kind: OrderKind, ticket: BanTicket): boolean;
  /** Carries out orders of one kind, no id twice among them, and says of each whether it went well. */
  carryOut(kind: OrderKind, tickets: readonly BanTicket[]): Promise<readonly boolean[]>;
  /** True if a ban of the id was carried out and not lifted since. */
  holds(id: string): boolean;
  /** True if bans are taken back one day; if not they are messages, of which some may be lost. */
  readonly isBarrier: boolean;
  /** Is told that so many orders were given up since too many were waiting, and how many wait still. */
  shed(orders: number, left: number): void;
}

/** So many orders may wait before it is looked for what can be spared. */
const mostWaiting = 100_000;

const noOrders: ReadonlySet<TicketOrder> = new Set();

/** Orders to an action, carried out one after the other as they came; what has gathered meanwhile may go together. */
export class OrderQueue {
  readonly #taker: OrderTaker;
  readonly #nextTurn: NextTurn;
  readonly #most: number;
  #waiting: Order[] = [];
  /** So many at the beginning are done with. */
  #gone = 0;
  /** How many orders there are for each id, those under way included. */
  readonly #ids = new Map<string, number>();
  /** Ids of the orders under way. */
  #underWay: ReadonlySet<string> = new Set();
  #isBusy = false;
  #dropped = 0;
  /** Only beyond this it is worth looking for what can be spared. */
  #ceiling: number;

  constructor(taker: OrderTaker, nextTurn: NextTurn, most = mostWaiting) {
    this.#taker = taker;
    this.#nextTurn = nextTurn;
    this.#most = most;
    this.#ceiling = most;
  }

  /** Resolves when the order is carried out, with whether it went well; with false if it has become pointless. */
  async order(kind: OrderKind, ticket: BanTicket): Promise<boolean> {
    return new Promise((settle, fail) => {
      this.#ids.set(ticket.id, (this.#ids.get(ticket.id) ?? 0) + 1);
      this.#add({ kind, ticket, settle, fail });
    });
  }

  /** Runs a job when its turn has come. */
  async run<Result>(job: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve) => {
      const run = async (): Promise<void> => {
        const result = job();
        resolve(result);
        await result.catch(() => undefined);
      };
      this.#add({ kind: 'job', run });
    });
  }

  /** Orders that wait; what is under way does not count. */
  get pending(): number {
    return this.#waiting.length - this.#gone;
  }

  /** Orders given up since too many were waiting. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True if an order for the id waits or is under way. */
  isAbout(id: string): boolean {
    return this.#ids.has(id);
  }

  #add(order: Order): void {
    this.#waiting.push(order);
    if (this.pending > this.#ceiling) this.#spare();
    if (this.#isBusy) return;
    this.#isBusy = true;
    // Not before whoever gives this order has given those that follow at once.
    void Promise.resolve().then(async () => this.#work());
  }

  async #work(): Promise<void> {
    while (this.pending > 0) {
      const job = this.#takeJob();
      await (job === undefined ? this.#carryOut(this.#takeRun()) : job.run());
    }
    this.#isBusy = false;
    this.#ceiling = this.#most;
  }

  async #carryOut(run: readonly TicketOrder[]): Promise<void> {
    const [first] = run;
    if (first === undefined) return;
    const tickets = run.map(({ ticket }) => ticket);
    this.#underWay = new Set(tickets.map(({ id }) => id));
    const settle = await this.#settling(first.kind, tickets);
    for await (const some of inTurns(run.entries(), this.#nextTurn))
      for (const [index, order] of some) {
        settle(order, index);
        this.#forget(order);
      }
    this.#underWay = new Set();
  }

  /** Has orders carried out; gives what tells how one of them went. */
  async #settling(
    kind: OrderKind,
    tickets: readonly BanTicket[],
  ): Promise<(order: TicketOrder, index: number) => void> {
    try {
      const done = await this.#taker.carryOut(kind, tickets);
      return ({ settle }, index) => settle(done[index] ?? false);
    } catch (error) {
      return ({ fail }) => fail(error);
    }
  }

  #takeJob(): Job | undefined {
    const first = this.#waiting[this.#gone];
    if (first?.kind !== 'job') return undefined;
    this.#take(1);
    return first;
  }

  /** The longest run of orders at the head that may go together. */
  #takeRun(): readonly TicketOrder[] {
    const run: TicketOrder[] = [];
    const ids = new Set<string>();
    for (let at = this.#gone; at < this.#waiting.length && run.length < mostInBulk; at++) {
      const order = this.#waiting[at];
      if (order === undefined || order.kind === 'job') break;
      if (run.length > 0 && (order.kind !== run[0]?.kind || ids.has(order.ticket.id))) break;
      const mayJoin = this.#taker.mayJoin(order.kind, order.ticket);
      if (run.length > 0 && !mayJoin) break;
      run.push(order);
      ids.add(order.ticket.id);
      if (!mayJoin) break;
    }
    this.#take(run.length);
    return run;
  }

  #take(orders: number): void {
    this.#gone += orders;
    if (this.#gone < this.#waiting.length / 2) return;
    this.#waiting = this.#waiting.slice(this.#gone);
    this.#gone = 0;
  }

  #forget({ ticket }: TicketOrder): void {
    const left = (this.#ids.get(ticket.id) ?? 1) - 1;
    if (left > 0) this.#ids.set(ticket.id, left);
    else this.#ids.delete(ticket.id);
  }

  #spare(): void {
    const waiting = this.#waiting.slice(this.#gone);
    const left = this.#without(
      waiting,
      superseded(waiting, (id) => this.#underWay.has(id) || this.#taker.holds(id)),
    );
    const shed = this.#taker.isBarrier || left.length <= this.#most ? noOrders : oldest(left, this.#most / 2);
    this.#waiting = [...this.#without(left, shed)];
    this.#gone = 0;
    this.#ceiling = Math.max(this.#most, 2 * this.#waiting.length);
    this.#dropped += shed.size;
    if (shed.size > 0) this.#taker.shed(shed.size, this.pending);
  }

  #without(orders: readonly Order[], spared: ReadonlySet<TicketOrder>): readonly Order[] {
    for (const order of spared) {
      order.settle(false);
      this.#forget(order);
    }
    return orders.filter((order) => order.kind === 'job' || !spared.has(order));
  }
}
