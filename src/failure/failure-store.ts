import type { FailureWindow } from './window.js';

/** Where failure windows outlive the process. */
export interface FailureStore {
  /** Every window of the jail, by id. */
  windows(jail: string): ReadonlyMap<string, FailureWindow>;
  /** Keeps the window of one id; undefined takes it away. */
  saveWindow(jail: string, id: string, window: FailureWindow | undefined): void;
}
