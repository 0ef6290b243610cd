import type { BanEnd, BanHistory, BanStore } from './ban-store.js';
import type { BanTicket } from './ban-ticket.js';

const unknown: BanHistory = { count: 0, last: -Infinity };

/** The bans of one jail of which memory is ahead of the store: written by `save`, and forgotten once that is committed. */
export class UnsavedBans {
  readonly #jail: string;
  readonly #store: BanStore;
  readonly #changes = new Map<string, BanEnd | 'banned'>();

  constructor(jail: string, store: BanStore) {
    this.#jail = jail;
    this.#store = store;
  }

  /** Notes that a ban is new, or another than it was. */
  banned(id: string): void {
    this.#changes.set(id, 'banned');
  }

  /** Notes that a ban is over, or, where it was `lifted`, that the id's earlier bans are forgotten too. */
  ended(id: string, end: BanEnd): void {
    this.#changes.set(id, end);
  }

  /** Bans of an id in this jail, or in all, as far as they are no longer in force; none where the store can't be read. */
  history(id: string, isOverall: boolean): BanHistory {
    if (this.#changes.get(id) === 'lifted' && !isOverall) return unknown;
    try {
      return this.#store.history(id, isOverall ? undefined : this.#jail);
    } catch {
      return unknown;
    }
  }

  /** Writes what changed; `present` gives the ban of an id that is in force. */
  save(present: (id: string) => BanTicket | undefined): void {
    for (const [id, change] of this.#changes) {
      const ticket = present(id);
      if (change === 'banned' && ticket !== undefined) this.#store.saveBan(ticket);
      else if (change !== 'banned') this.#store.endBan(this.#jail, id, change);
    }
  }

  saved(): void {
    this.#changes.clear();
  }
}
