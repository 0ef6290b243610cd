import type { BanTicket } from './ban-ticket.js';

/** How a ban ended: run out, or lifted by hand, which also forgets the id's history (spec runtime §3.6). */
export type BanEnd = 'expired' | 'lifted';

/** Where bans outlive the process. */
export interface BanStore {
  /** Bans of the jail which had not ended when last saved, oldest first. */
  activeBans(jail: string): readonly BanTicket[];
  /** Keeps a new ban, or the changed times of one that is in force. */
  saveBan(ticket: BanTicket): void;
  endBan(jail: string, id: string, end: BanEnd): void;
  /** How often the id was banned in this jail before. */
  banCount(jail: string, id: string): number;
}
