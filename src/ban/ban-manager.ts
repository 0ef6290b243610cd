import type { FailTicket } from '../failure/fail-ticket.js';
import type { EpochSeconds } from '../time/clock.js';
import { inTurns, type NextTurn } from '../time/turns.js';
import type { BanCounts } from './ban-counts.js';
import type { BanDecision, BanOrder, Known, Weighing } from './ban-decision.js';
import type { BanHistory, BanStore } from './ban-store.js';
import type { BanTicket } from './ban-ticket.js';
import { banEnd, restoredBantime } from './ban-time.js';
import { BansInForce } from './bans-in-force.js';
import { failureWeight, type Increment, incrementedBantime } from './increment.js';
import { UnsavedBans } from './unsaved-bans.js';

/**
 * Knows who is banned in one jail and until when; runs no command and no timer.
 * As with failures, memory is ahead of the store until a `save` is committed.
 */
export class BanManager {
  readonly #jail: string;
  readonly #store: BanStore;
  readonly #banned = new BansInForce();
  readonly #unsaved: UnsavedBans;
  #bantime: number;
  #increment: Increment | undefined;
  readonly #counts = { banned: 0, restored: 0, prolonged: 0, expired: 0, lifted: 0 };

  constructor(jail: string, bantime: number, store: BanStore) {
    this.#jail = jail;
    this.#bantime = bantime;
    this.#store = store;
    this.#unsaved = new UnsavedBans(jail, store);
  }

  /** Decides on a ticket; `bantime` in seconds before any increment, the jail's own by default. */
  ban(ticket: FailTicket, now: EpochSeconds, bantime: number = this.#bantime): BanDecision {
    const present = this.#banned.get(ticket.id);
    if (present !== undefined) return this.#hitAgain(present, ticket.time);
    const known = this.#known(ticket.id, bantime);
    const lasting = known?.lasting ?? bantime;
    if (banEnd({ time: ticket.time, bantime: lasting }) <= now) return { kind: 'expired', ticket };
    const bancount = this.history(ticket.id).count + 1;
    const banned = { ...ticket, bantime: lasting, bancount, restored: false };
    this.#banned.put(banned);
    this.#counts.banned += 1;
    this.#unsaved.banned(ticket.id);
    return { kind: 'banned', ticket: banned, ...(known !== undefined && { known }) };
  }

  /** The bans of an earlier run, as they were when last saved; also those that are over by now, until `restore` is done. */
  ofEarlierRun(): Iterable<BanTicket> {
    return this.#store.activeBans(this.#jail);
  }

  /** Takes back the bans of an earlier run that are not over; `skip` says which are ignored by now. To be called once, first of all. */
  async restore(
    now: EpochSeconds,
    skip: (ticket: BanTicket) => boolean,
    nextTurn: NextTurn,
  ): Promise<readonly BanTicket[]> {
    const restored: BanTicket[] = [];
    const longest = this.#increment === undefined ? this.#bantime : (this.#increment.maxtime ?? Infinity);
    for await (const some of inTurns(this.#store.activeBans(this.#jail), nextTurn)) {
      for (const saved of some) {
        const ticket = { ...saved, bantime: restoredBantime(saved.bantime, this.#bantime, longest), restored: true };
        if (banEnd(ticket) <= now || skip(ticket)) {
          this.#unsaved.ended(ticket.id, 'expired');
          continue;
        }
        this.#banned.put(ticket);
        if (ticket.bantime !== saved.bantime) this.#unsaved.banned(ticket.id);
        restored.push(ticket);
      }
    }
    this.#counts.restored += restored.length;
    return restored;
  }

  /** Lifts a ban by hand; undefined if there was none. Its history is forgotten either way. */
  unban(id: string): BanTicket | undefined {
    this.#unsaved.ended(id, 'lifted');
    const ticket = this.#banned.take(id);
    if (ticket !== undefined) this.#counts.lifted += 1;
    return ticket;
  }

  /** Takes out bans that are over, `most` at once, those first that ended first. */
  expire(now: EpochSeconds, most = Infinity): readonly BanTicket[] {
    const over: BanTicket[] = [];
    for (let next = this.#banned.next(); next !== undefined && over.length < most; next = this.#banned.next()) {
      if (banEnd(next) > now) break;
      this.#banned.take(next.id);
      this.#unsaved.ended(next.id, 'expired');
      this.#counts.expired += 1;
      over.push(next);
    }
    return over;
  }

  /** When the next ban is over; Infinity if none ever is. */
  nextEnd(): EpochSeconds {
    return this.#banned.nextEnd();
  }

  /** How the failures of an id that was banned before weigh more than those of others; undefined if they don't. */
  weigh(id: string, maxretry: number): Weighing | undefined {
    if (this.#increment === undefined || maxretry <= 1) return undefined;
    const earlier = this.history(id);
    if (earlier.count === 0) return undefined;
    const weight = failureWeight(earlier);
    const most = Math.min(weight, maxretry);
    return { earlier, weightAt: (time) => (time > earlier.last ? most : 1), isCapped: most < weight };
  }

  get(id: string): BanTicket | undefined {
    return this.#banned.get(id);
  }

  /** In order of banning. */
  banned(): readonly BanTicket[] {
    return this.#banned.all();
  }

  /** Whom they are about, which takes less time to tell, in the same order. */
  ids(): readonly string[] {
    return [...this.#banned.ids()];
  }

  get currentlyBanned(): number {
    return this.#banned.size;
  }

  /** Bans since the start, restored ones included (spec runtime §3.5). */
  get totalBanned(): number {
    return this.#counts.banned + this.#counts.restored;
  }

  get counts(): BanCounts {
    return this.#counts;
  }

  get bantime(): number {
    return this.#bantime;
  }

  /** How long bans are from now on, all alike without `increment`; those in force stay as they are until `adopt`. */
  setBantime(bantime: number, increment?: Increment): void {
    this.#bantime = bantime;
    this.#increment = increment;
  }

  /** Gives bans the bantime that holds now, if they are as they were given here; those which last longer by that. */
  adopt(tickets: readonly BanTicket[]): readonly BanOrder[] {
    const present = tickets.filter((ticket) => this.#banned.get(ticket.id) === ticket);
    const adopted = present.map((ticket) => ({ ...ticket, bantime: this.#bantime }));
    for (const ticket of adopted) {
      this.#banned.put(ticket);
      this.#unsaved.banned(ticket.id);
    }
    const longer = adopted.filter((ticket, index) => banEnd(ticket) > banEnd(present[index] ?? ticket));
    return longer.map((ticket) => ({ kind: 'prolonged', ticket }));
  }

  /** Writes what changed; call `saved` once that is committed. */
  save(): void {
    this.#unsaved.save((id) => this.#banned.get(id));
  }

  saved(): void {
    this.#unsaved.saved();
  }

  /** Makes the next `save` write every ban, as the store is another one now. */
  unsave(): void {
    for (const id of this.#banned.ids()) this.#unsaved.banned(id);
  }

  /** Undefined if nothing is known of the id that would make its ban longer than `bantime`. */
  #known(id: string, bantime: number): Known | undefined {
    if (this.#increment === undefined || bantime < 0) return undefined;
    const earlier = this.history(id, this.#increment.overalljails);
    if (earlier.count === 0) return undefined;
    return { earlier, bantime, lasting: incrementedBantime(bantime, earlier.count, this.#increment) };
  }

  /** Bans of an id in this jail, or in all, the present one among them; none where the store can't be read. */
  history(id: string, isOverall = false): BanHistory {
    const present = this.#banned.get(id);
    if (present !== undefined) return { count: present.bancount, last: present.time };
    return this.#unsaved.history(id, isOverall);
  }

  #hitAgain(present: BanTicket, time: EpochSeconds): BanDecision {
    const end = banEnd({ time, bantime: this.#bantime });
    if (end <= banEnd(present)) return { kind: 'already', ticket: present };
    const ticket = { ...present, bantime: end === Infinity ? -1 : end - present.time };
    this.#banned.put(ticket);
    this.#unsaved.banned(present.id);
    this.#counts.prolonged += 1;
    return { kind: 'prolonged', ticket };
  }
}
