import type { EpochSeconds } from '../time/clock.js';
import type { BanTicket } from './ban-ticket.js';
import { banEnd } from './ban-time.js';
import { EndQueue } from './end-queue.js';

/** Entries of bans that were lifted are thrown out of the queue when they are more than the others and so many. */
const mostLeftOver = 1000;

/** The bans of a jail that are not over, in order of banning; knows which ends first. */
export class BansInForce {
  readonly #tickets = new Map<string, BanTicket>();
  /** For each ban that ends an entry no later than that, and further ones of what was lifted or changed. */
  #ends = new EndQueue();

  get size(): number {
    return this.#tickets.size;
  }

  get(id: string): BanTicket | undefined {
    return this.#tickets.get(id);
  }

  ids(): Iterable<string> {
    return this.#tickets.keys();
  }

  all(): readonly BanTicket[] {
    return [...this.#tickets.values()];
  }

  /** Puts in a new ban, or one with other times into the place of the id's present one. */
  put(ticket: BanTicket): void {
    const before = this.#tickets.get(ticket.id);
    this.#tickets.set(ticket.id, ticket);
    if (before === undefined || banEnd(ticket) < banEnd(before)) this.#await(ticket);
  }

  /** Takes out the ban of an id, and gives it; undefined if there is none. */
  take(id: string): BanTicket | undefined {
    const ticket = this.#tickets.get(id);
    this.#tickets.delete(id);
    if (this.#ends.size > 2 * this.#tickets.size + mostLeftOver) this.#tidy();
    return ticket;
  }

  /** The ban that ends first; undefined if none ever does. */
  next(): BanTicket | undefined {
    for (let entry = this.#ends.first(); entry !== undefined; entry = this.#ends.first()) {
      const ticket = this.#tickets.get(entry.id);
      if (ticket !== undefined && banEnd(ticket) === entry.end) return ticket;
      this.#ends.shift();
      if (ticket !== undefined) this.#await(ticket);
    }
    return undefined;
  }

  /** When that is; Infinity if none ever ends. */
  nextEnd(): EpochSeconds {
    const next = this.next();
    return next === undefined ? Infinity : banEnd(next);
  }

  #await(ticket: BanTicket): void {
    const end = banEnd(ticket);
    if (end < Infinity) this.#ends.push({ id: ticket.id, end });
  }

  #tidy(): void {
    this.#ends = new EndQueue();
    for (const ticket of this.#tickets.values()) this.#await(ticket);
  }
}
