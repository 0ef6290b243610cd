import type { FailTicket } from '../failure/fail-ticket.js';
import type { EpochSeconds } from '../time/clock.js';
import type { BanEnd, BanStore } from './ban-store.js';
import type { BanTicket } from './ban-ticket.js';
import { banEnd, restoredBantime } from './ban-time.js';
import { EndQueue } from './end-queue.js';

/** What became of a ticket that asked for a ban. */
export type BanDecision =
  | { readonly kind: 'banned'; readonly ticket: BanTicket }
  /** In force since `since`; prolonged if the new end is later (spec runtime §3.3). */
  | { readonly kind: 'already'; readonly since: EpochSeconds }
  /** The failures are so old that the ban would be over by now (spec runtime §3.1). */
  | { readonly kind: 'expired' };

/**
 * Knows who is banned in one jail and until when; runs no command and no timer.
 * As with failures, memory is ahead of the store until a `save` is committed.
 */
export class BanManager {
  readonly #jail: string;
  readonly #store: BanStore;
  readonly #banned = new Map<string, BanTicket>();
  /** One entry or more for each ban that ends, of which none is later than its end. */
  readonly #ends = new EndQueue();
  readonly #changed = new Map<string, BanEnd | 'banned'>();
  #bantime: number;
  #total = 0;

  constructor(jail: string, bantime: number, store: BanStore) {
    this.#jail = jail;
    this.#bantime = bantime;
    this.#store = store;
  }

  /** Decides on a ticket; `bantime` in seconds, the jail's own by default. */
  ban(ticket: FailTicket, now: EpochSeconds, bantime: number = this.#bantime): BanDecision {
    const present = this.#banned.get(ticket.id);
    if (present !== undefined) return this.#hitAgain(present, ticket.time);
    if (banEnd({ time: ticket.time, bantime }) <= now) return { kind: 'expired' };
    const banned = { ...ticket, bantime, bancount: this.#countBefore(ticket.id) + 1, restored: false };
    this.#enter(banned);
    this.#changed.set(ticket.id, 'banned');
    return { kind: 'banned', ticket: banned };
  }

  /** Takes back the bans of an earlier run that are not over; `skip` says which are ignored by now. */
  restore(now: EpochSeconds, skip: (ticket: BanTicket) => boolean): readonly BanTicket[] {
    const restored: BanTicket[] = [];
    for (const saved of this.#store.activeBans(this.#jail)) {
      const ticket = { ...saved, bantime: restoredBantime(saved.bantime, this.#bantime), restored: true };
      if (banEnd(ticket) <= now || skip(ticket)) {
        this.#changed.set(ticket.id, 'expired');
        continue;
      }
      this.#enter(ticket);
      if (ticket.bantime !== saved.bantime) this.#changed.set(ticket.id, 'banned');
      restored.push(ticket);
    }
    return restored;
  }

  /** Lifts a ban by hand; undefined if there was none. Its history is forgotten either way. */
  unban(id: string): BanTicket | undefined {
    this.#changed.set(id, 'lifted');
    const ticket = this.#banned.get(id);
    this.#banned.delete(id);
    return ticket;
  }

  /** Takes out bans that are over, `most` at once, those first that ended first. */
  expire(now: EpochSeconds, most = Infinity): readonly BanTicket[] {
    const over: BanTicket[] = [];
    for (let next = this.#next(); next !== undefined && over.length < most; next = this.#next()) {
      if (banEnd(next) > now) break;
      this.#banned.delete(next.id);
      this.#changed.set(next.id, 'expired');
      over.push(next);
    }
    return over;
  }

  /** When the next ban is over; Infinity if none ever is. */
  nextEnd(): EpochSeconds {
    const next = this.#next();
    return next === undefined ? Infinity : banEnd(next);
  }

  get(id: string): BanTicket | undefined {
    return this.#banned.get(id);
  }

  /** In order of banning. */
  banned(): readonly BanTicket[] {
    return [...this.#banned.values()];
  }

  /** Bans since the start, restored ones included (spec runtime §3.5). */
  get totalBanned(): number {
    return this.#total;
  }

  get bantime(): number {
    return this.#bantime;
  }

  setBantime(bantime: number): void {
    this.#bantime = bantime;
  }

  /** Writes what changed; call `saved` once that is committed. */
  save(): void {
    for (const [id, change] of this.#changed) {
      const ticket = this.#banned.get(id);
      if (change === 'banned' && ticket !== undefined) this.#store.saveBan(ticket);
      else if (change !== 'banned') this.#store.endBan(this.#jail, id, change);
    }
  }

  saved(): void {
    this.#changed.clear();
  }

  /** Makes the next `save` write every ban, as the store is another one now. */
  unsave(): void {
    for (const id of this.#banned.keys()) this.#changed.set(id, 'banned');
  }

  #enter(ticket: BanTicket): void {
    this.#banned.set(ticket.id, ticket);
    this.#total += 1;
    this.#await(ticket);
  }

  #await(ticket: BanTicket): void {
    const end = banEnd(ticket);
    if (end < Infinity) this.#ends.push({ id: ticket.id, end });
  }

  /** The ban that ends first. What was lifted meanwhile is taken out of the queue, what was prolonged put back. */
  #next(): BanTicket | undefined {
    for (let entry = this.#ends.first(); entry !== undefined; entry = this.#ends.first()) {
      const ticket = this.#banned.get(entry.id);
      if (ticket !== undefined && banEnd(ticket) === entry.end) return ticket;
      this.#ends.shift();
      if (ticket !== undefined) this.#await(ticket);
    }
    return undefined;
  }

  /** A ban counts as the first one where the store can't be read. */
  #countBefore(id: string): number {
    try {
      return this.#store.banCount(this.#jail, id);
    } catch {
      return 0;
    }
  }

  #hitAgain(present: BanTicket, time: EpochSeconds): BanDecision {
    const end = time + this.#bantime;
    if (this.#bantime > 0 && end > banEnd(present)) {
      this.#banned.set(present.id, { ...present, bantime: end - present.time });
      this.#changed.set(present.id, 'banned');
    }
    return { kind: 'already', since: present.time };
  }
}
