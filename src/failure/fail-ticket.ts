import type { Fields } from '../filter/failure.js';
import type { EpochSeconds } from '../time/clock.js';

/** maxretry failures of one id within findtime: what a ban is asked for with. */
export interface FailTicket {
  readonly jail: string;
  readonly id: string;
  /** Time of the last failure: the ban counts from here (spec runtime §3.1). */
  readonly time: EpochSeconds;
  readonly failures: number;
  /** The last maxmatches lines, oldest first. */
  readonly matches: readonly string[];
  /** Captures of the first failure of the window. */
  readonly fields: Fields;
}
