import { banEnd } from '../ban/ban-time.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import { Alarm } from '../time/alarm.js';
import type { Clock, EpochSeconds } from '../time/clock.js';
import type { Waker } from '../time/waker.js';
import type { ActionLog } from './action-log.js';
import type { Failures } from './shared-use.js';

/** A ban or unban that did not work, and will be tried again. */
interface Lapse {
  readonly kind: 'ban' | 'unban';
  readonly ticket: BanTicket;
  readonly why: string;
  /** How often it did not work. */
  readonly times: number;
  /** When it is tried again. */
  readonly due: EpochSeconds;
}

/** Seconds until the first new try and, doubled each time, at most. */
const [shortestPause, longestPause] = [1, 600];
/** What is due within so many seconds is tried together. */
const together = 1;
/** An unban is tried so often. */
const mostUnbans = 6;

/**
 * What an action could not carry out: bans are tried again until they end or are lifted, unbans a few times. A mail or a
 * report is not tried again: it may have got through for all its failure.
 */
export class Retries {
  readonly #clock: Clock;
  readonly #log: ActionLog;
  readonly #alarm: Alarm;
  readonly #isBarrier: boolean;
  readonly #lapses = new Map<string, Lapse>();

  /**
   * `retry` is called when something is due; it is to try what `next` gives, then to call `await`. `isBarrier`: the action
   * takes its bans back, and so keeps somebody out.
   */
  constructor(
    context: { readonly clock: Clock; readonly waker: Waker; readonly isBarrier: boolean },
    log: ActionLog,
    retry: () => void,
  ) {
    this.#clock = context.clock;
    this.#isBarrier = context.isBarrier;
    this.#log = log;
    this.#alarm = new Alarm(context, retry);
  }

  /** Notes and logs what came of tries: of each that failed the first time, of each that worked at last. */
  cameTo(kind: Lapse['kind'], tickets: readonly BanTicket[], failures: Failures<BanTicket>): void {
    const done = tickets.filter((ticket) => !failures.has(ticket));
    if (kind === 'ban') this.#log.inForceAtLast(done.filter(({ id }) => this.isLacking(id)));
    this.forget(done);
    const failed = [...failures].map(([ticket, why]) => this.#failed(kind, ticket, why));
    const [first, last] = [1, mostUnbans].map((times) => failed.filter((lapse) => lapse.times === times));
    this.#log.ticketsFailed(kind, ticketsOf(first));
    if (kind === 'ban') return;
    this.#log.givenUp(ticketsOf(last));
    this.forget(ticketsOf(last));
  }

  /** Bans that were in force are so no longer; they are tried again like those that failed. */
  lost(tickets: readonly BanTicket[], why: string): void {
    for (const ticket of tickets) this.#failed('ban', ticket, why);
  }

  /** True if a ban of the id is to be tried again. */
  isLacking(id: string): boolean {
    return this.#lapses.get(id)?.kind === 'ban';
  }

  /** The ban has other times now. */
  replace(ticket: BanTicket): void {
    const lapse = this.#lapses.get(ticket.id);
    if (lapse !== undefined) this.#lapses.set(ticket.id, { ...lapse, ticket });
  }

  forget(tickets: readonly BanTicket[]): void {
    for (const { id } of tickets) this.#lapses.delete(id);
  }

  clear(): void {
    this.#lapses.clear();
    this.#alarm.off();
  }

  /** What is to be tried next, with all that would follow shortly after; bans that are over are forgotten. */
  next(kind: Lapse['kind']): readonly BanTicket[] {
    const now = this.#clock();
    for (const { kind, ticket } of this.#lapses.values())
      if (kind === 'ban' && banEnd(ticket) <= now) this.#lapses.delete(ticket.id);
    const lapses = [...this.#lapses.values()];
    const first = lapses.reduce((earliest, { due }) => Math.min(earliest, due), Infinity);
    return ticketsOf(lapses.filter((lapse) => lapse.kind === kind && lapse.due <= first + together));
  }

  /** Makes everything due now, as what held it up is gone. */
  hasten(): void {
    const now = this.#clock();
    for (const [id, lapse] of this.#lapses) this.#lapses.set(id, { ...lapse, due: Math.min(lapse.due, now) });
    this.await();
  }

  /** Sees to it that the next try comes. */
  await(): void {
    for (const { due } of this.#lapses.values()) this.#alarm.setBy(due);
  }

  /** How many bans are not in force. */
  get lacking(): number {
    let count = 0;
    for (const { kind } of this.#lapses.values()) if (kind === 'ban') count += 1;
    return count;
  }

  /** Bans that are to be tried again. */
  bans(): readonly BanTicket[] {
    return ticketsOf([...this.#lapses.values()].filter(({ kind }) => kind === 'ban'));
  }

  /** Bans that are not in force, by id, and why. */
  notInForce(): ReadonlyMap<string, string> {
    const bans = [...this.#lapses].filter(([, { kind }]) => kind === 'ban');
    return new Map(bans.map(([id, { why }]) => [id, why]));
  }

  #failed(kind: Lapse['kind'], ticket: BanTicket, why: string): Lapse {
    const before = this.#lapses.get(ticket.id);
    const times = before?.kind === kind ? before.times + 1 : 1;
    const due = this.#clock() + Math.min(shortestPause * 2 ** (times - 1), longestPause);
    const lapse = { kind, ticket, why, times, due };
    if (!this.#isBarrier) return lapse;
    this.#lapses.set(ticket.id, lapse);
    this.#alarm.setBy(due);
    return lapse;
  }
}

function ticketsOf(lapses: readonly Lapse[] = []): readonly BanTicket[] {
  return lapses.map(({ ticket }) => ticket);
}
