import type { FailTicket } from '../failure/fail-ticket.js';

/** A ban: the failures it came from, and how long it lasts. */
export interface BanTicket extends FailTicket {
  /** Seconds from `time`; -1 for ever. */
  readonly bantime: number;
  /** 1 for the id's first ban in this jail. */
  readonly bancount: number;
  /** True if it was put back after a restart; `norestored` actions leave those out. */
  readonly restored: boolean;
}
