import { existsSync } from 'node:fs';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { systemClock } from '../time/clock.js';
import type { Waker } from '../time/waker.js';
import type { State } from './state.js';

export interface PurgingOptions {
  readonly state: Pick<State, 'purge'>;
  /** Seconds after its end at which a ban is forgotten. */
  readonly purgeAge: number;
  readonly log: Log;
  readonly waker: Waker;
  /** The names of all jails there are. */
  readonly jails: () => readonly string[];
}

/** Seconds. */
const pause = 0.2;

/** Drops what is old from the database, in steps between which the event loop goes on. */
export function purgeInSteps(options: PurgingOptions): void {
  const { state, purgeAge, log, waker, jails } = options;
  const now = systemClock();
  try {
    const isGone = (path: string) => !existsSync(path);
    const hasMore = state.purge({ now, before: now - purgeAge, jails: jails(), isGone });
    if (hasMore) waker.after(pause, () => purgeInSteps(options));
  } catch (error) {
    log('error', 'database', `Can't purge the database: ${reasonOf(error)}`);
  }
}
