import type { BanTicket } from '../ban/ban-ticket.js';
import type { JailAction } from './jail-parts.js';

/**
 * Tells actions which bans last longer by now. Who goes on in spite of a ban may prolong it many times a second: of
 * each ban the actions are told again only when they are done with the last time.
 */
export class Prolonging {
  readonly #banOf: (id: string) => BanTicket | undefined;
  readonly #actions: () => readonly JailAction[];
  readonly #underWay = new Set<string>();

  /** `banOf` gives the ban of an id as it is now, undefined if there is nothing to tell of it. */
  constructor(banOf: (id: string) => BanTicket | undefined, actions: () => readonly JailAction[]) {
    this.#banOf = banOf;
    this.#actions = actions;
  }

  /** Resolves when the actions know how long the ban lasts; at once if they are being told already. */
  async prolong(id: string): Promise<void> {
    if (this.#underWay.has(id)) return;
    this.#underWay.add(id);
    let told: BanTicket | undefined;
    for (let ticket = this.#banOf(id); ticket !== undefined && ticket !== told; ticket = this.#banOf(id)) {
      told = ticket;
      await Promise.all(this.#actions().map((action) => action.prolong(ticket)));
    }
    this.#underWay.delete(id);
  }
}
