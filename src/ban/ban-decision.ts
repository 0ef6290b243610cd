import type { FailTicket } from '../failure/fail-ticket.js';
import type { EpochSeconds } from '../time/clock.js';
import type { BanHistory } from './ban-store.js';
import type { BanTicket } from './ban-ticket.js';

/** What became of a ticket that asked for a ban. */
export type BanDecision =
  | { readonly kind: 'banned'; readonly ticket: BanTicket; readonly known?: Known }
  /** In force already, and until later than the new end would be. */
  | { readonly kind: 'already'; readonly ticket: BanTicket }
  /** In force already, until the later end now (spec runtime §3.3). */
  | { readonly kind: 'prolonged'; readonly ticket: BanTicket }
  /** The failures are so old that the ban would be over by now (spec runtime §3.1). */
  | { readonly kind: 'expired'; readonly ticket: FailTicket };

/** How the failures of an id count that was banned before. */
export interface Weighing {
  readonly earlier: BanHistory;
  /** For how many failures one of that time stands. */
  readonly weightAt: (time: EpochSeconds) => number;
  /** True if it would be more than the jail's maxretry, which is the most one may stand for. */
  readonly isCapped: boolean;
}

/** What is known of an id that was banned before, and how long its ban is for that. */
export interface Known {
  readonly earlier: BanHistory;
  /** The plain time in seconds. */
  readonly bantime: number;
  /** Seconds; -1 for ever. */
  readonly lasting: number;
}

/** A decision that actions carry out. */
export type BanOrder = Extract<BanDecision, { kind: 'banned' | 'prolonged' }>;
