import { StateDatabase } from '../database/state-database.js';
import type { Log } from '../log.js';
import { systemClock } from '../time/clock.js';
import type { Settings } from './settings.js';

/** Everything that outlives the process. */
export type State = StateDatabase;

/** Opens the database and the stores in it. Throws a DatabaseError. */
export function openState({ dbfile, dbmaxmatches }: Settings, log: Log): State {
  return new StateDatabase({ file: dbfile, maxMatches: dbmaxmatches, log, clock: systemClock });
}
