import type { EpochSeconds } from '../time/clock.js';
import type { FailureWindow, WindowEntry } from './window.js';

/** What has become of the window of one id since it was last kept. */
export interface WindowChange {
  /** What happened earlier is no longer in it; Infinity if nothing that was kept is. */
  readonly from: EpochSeconds;
  /** Failures new in it. */
  readonly added: readonly WindowEntry[];
}

/** Where failure windows outlive the process. */
export interface FailureStore {
  /** Every window of the jail, by id. */
  windows(jail: string): ReadonlyMap<string, FailureWindow>;
  /** Drops from the window of one id what is too old, then adds what is new. */
  saveChange(jail: string, id: string, change: WindowChange): void;
}
