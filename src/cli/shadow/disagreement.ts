import type { EpochSeconds } from '../../time/clock.js';
import type { Claim } from './claims.js';
import type { Side } from './happening.js';

/** What of a jail's configuration a comparison goes by; times in seconds. */
export interface JailLimits {
  readonly maxretry: number;
  readonly findtime: number;
  /** Below zero: for ever. */
  readonly bantime: number;
  /** True if each ban lasts longer by chance, so that no two end together. */
  readonly endsByChance: boolean;
}

/** Something that one side did and the other did not in time. */
export interface Disagreement extends Claim {
  readonly jail: string;
  /** What the comparison knows that may be the reason. */
  readonly hints: Hints;
}

export interface Hints {
  readonly limits: JailLimits;
  /** Who ignores the id, by what, lately. */
  readonly ignored?: { readonly side: Side; readonly by: string } | undefined;
  /** Whoever says that a ban of it would be over. */
  readonly expired?: Side | undefined;
  /** When Fail2Ban last began to run the jail, if since the start. */
  readonly restarted?: EpochSeconds | undefined;
  /** Whether Fail2Ban has told of any failure in the jail since the start. */
  readonly isHeard: boolean;
}
