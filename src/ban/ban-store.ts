import type { EpochSeconds } from '../time/clock.js';
import type { BanTicket } from './ban-ticket.js';

/** How a ban ended: run out, or lifted by hand, which also forgets the id's history (spec runtime §3.6). */
export type BanEnd = 'expired' | 'lifted';

/** Earlier bans of an id. */
export interface BanHistory {
  readonly count: number;
  /** Time of the last one; -Infinity if there was none. */
  readonly last: EpochSeconds;
}

/** Where bans outlive the process. */
export interface BanStore {
  /** Bans of the jail which had not ended when last saved, oldest first. */
  activeBans(jail: string): Iterable<BanTicket>;
  /** True if any ban of the jail is kept, also of those that have ended. */
  hasBans(jail: string): boolean;
  /** Keeps a new ban, or the changed times of one that is in force. */
  saveBan(ticket: BanTicket): void;
  endBan(jail: string, id: string, end: BanEnd): void;
  /** Bans of the id in one jail, or in all of them; those in force are among them. */
  history(id: string, jail?: string): BanHistory;
}
