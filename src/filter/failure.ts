import type { EpochSeconds } from '../time/clock.js';
import type { TimeForm } from './line-time.js';

/** What a named group captured; sessions and `alt_`/`tuple_` groups may hold several texts. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** One failure found in the log: somebody did once what the jail is watching for. */
export interface Failure {
  /** Canonical address, network, or raw id; a host name where `resolve` is set. */
  readonly id: string;
  /** True if `id` is a host name that has to be looked up: every address it has failed. */
  readonly resolve: boolean;
  /** Set if `id` has the shape of an address and is none: `256.1.1.1`. */
  readonly malformed?: true;
  readonly time: EpochSeconds;
  /** How reports show it; as a fraction if not set. */
  readonly form?: TimeForm;
  /** The original lines, date included, that make up this failure. */
  readonly matches: readonly string[];
  /** Named captures with lower-case names (`user`, `ip4`, `fid` …). */
  readonly fields: Fields;
  /** Index of the failregex that matched. */
  readonly regex: number;
}
