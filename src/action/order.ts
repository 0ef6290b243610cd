import type { BanTicket } from '../ban/ban-ticket.js';

/** What may be asked for a ticket. */
export type OrderKind = 'ban' | 'prolong' | 'unban';

/** Something to be done for a ticket, when its turn has come. */
export interface TicketOrder {
  readonly kind: OrderKind;
  readonly ticket: BanTicket;
  /** Tells whoever gave the order how it went. */
  readonly settle: (done: boolean) => void;
  /** The same where it could not even be tried. */
  readonly fail: (error: unknown) => void;
}

/** Anything else that must not happen in between. */
export interface Job {
  readonly kind: 'job';
  readonly run: () => Promise<void>;
}

export type Order = TicketOrder | Job;
