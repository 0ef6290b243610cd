import type { EpochSeconds } from '../time/clock.js';
import type { KeptFailure } from './kept-failure.js';

/** Where failures that still count outlive the process, and where their texts are kept meanwhile. */
export interface FailureStore {
  /** Ids and times of all failures of the jail, in order of time. Who stops on the way, and goes on later, holds up nobody. */
  times(jail: string): Iterable<readonly [id: string, time: EpochSeconds]>;
  /** The failures of one id at these times, in order of time. */
  failures(jail: string, id: string, times: readonly EpochSeconds[]): readonly KeptFailure[];
  add(jail: string, id: string, failure: KeptFailure): void;
  /** Forgets the failures of one id at these times. */
  forget(jail: string, id: string, times: readonly EpochSeconds[]): void;
}
