import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import type { Clock } from '../time/clock.js';
import type { Connection } from './connection.js';
import { isDamage, isUnwritable } from './damage.js';
import { unusable } from './database-error.js';
import { openDatabase } from './open-database.js';
import { type Replacement, replaceDamaged, tell } from './replace.js';
import { standIn } from './stand-in.js';

/** Which database, and what it needs from the outside. */
export interface DatabasePlace {
  /** `:memory:` keeps nothing. */
  readonly file: string;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Opens the database at the start. A damaged one is replaced; where it can't be written, one in memory stands in for it, with
 * all that it says. Throws a DatabaseError where the file can't be used and must not be replaced either.
 */
export function firstConnection({ file, log, clock }: DatabasePlace): Connection {
  try {
    return openDatabase(file);
  } catch (error) {
    if (isDamage(error)) return firstReplacement(replaceDamaged(file, error, clock()), log);
    if (!isUnwritable(error)) throw unusable(file, error);
    const reason = reasonOf(error);
    log('critical', 'database', `Can't open the database ${file} to write: ${reason}. What it says is in force`);
    return standIn(file);
  }
}

/** Where failures or bans are lost, logs had better be read again: all that still counts is in them. */
function firstReplacement(replacement: Replacement, log: Log): Connection {
  const connection = tell(replacement, log);
  if (replacement.isComplete) return connection;
  connection.exec(
    'DELETE FROM file_positions; DELETE FROM older_files; DELETE FROM journal_positions; DELETE FROM failures',
  );
  log('warning', 'database', 'Logs are read again, as far back as findtime');
  return connection;
}
