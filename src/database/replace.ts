import { existsSync, openSync, readSync, closeSync, rmSync } from 'node:fs';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import type { EpochSeconds } from '../time/clock.js';
import { isUnwritable } from './damage.js';
import { openDamaged } from './damaged-database.js';
import { DatabaseError } from './database-error.js';
import type { Connection } from './connection.js';
import { openDatabase, waitMs } from './open-database.js';
import { type Salvage, salvage } from './salvage.js';
import { databaseFiles, setAside } from './set-aside.js';

/** A database in the place of one that is no longer to be had, and what there is to tell of it. */
export interface Replacement {
  readonly connection: Connection;
  readonly told: string;
  /** True if it surely holds all that the other did. */
  readonly isComplete: boolean;
}

/** The new database, once the log says why. */
export function tell({ connection, told }: Replacement, log: Log): Connection {
  log('critical', 'database', told);
  return connection;
}

/**
 * Sets a damaged database aside and makes a new one of what can be read of it; where that can't be written, one in memory.
 * Throws a DatabaseError where the file doesn't look as if it ever was a database, and so may be somebody else's.
 */
export function replaceDamaged(file: string, error: unknown, now: EpochSeconds): Replacement {
  const damage = reasonOf(error);
  if (isForeign(file)) throw new DatabaseError(file, `${damage}; choose another dbfile, or move it away`, error);
  const aside = setAside(file, 'damaged', now);
  const connection = newDatabase(file);
  const { rows, isComplete } = takeOver(aside, connection);
  const { bans = 0, file_positions = 0, journal_positions = 0, failures = 0 } = rows;
  const taken = `${bans} bans, ${file_positions + journal_positions} positions and ${failures} failures can be read`;
  const told = `The database ${file} is damaged (${damage}). It is kept as ${aside}; ${taken}`;
  return { connection, told: isComplete ? told : `${told}, more may be lost`, isComplete };
}

/** Makes a new file of a database whose file was removed, or replaced by another, while it was open; closes that. */
export function replaceLost(file: string, lost: Connection, now: EpochSeconds): Replacement {
  const other = existsSync(file) ? setAside(file, 'replaced', now) : undefined;
  const connection = copyToFile(lost, file);
  lost.close();
  const what = other === undefined ? 'was removed' : `was replaced by another, which is kept as ${other},`;
  return {
    connection,
    told: `The database ${file} ${what} while in use; it is written again, with all that was in it`,
    isComplete: true,
  };
}

/** Opens a file where there is one, else makes one with everything that another database holds. */
export function copyToFile(from: Connection, file: string): Connection {
  return existsSync(file) ? openDatabase(file, waitMs) : copyToNewFile(from, file);
}

/** Makes a file, or `:memory:`, with everything that another database holds. Throws a DatabaseError where there is one already. */
export function copyToNewFile(from: Connection, file: string): Connection {
  if (existsSync(file)) throw new DatabaseError(file, 'it is there already; name a file that is not, or remove it');
  const files = databaseFiles.map((ending) => file + ending);
  for (const path of files) rmSync(path, { force: true });
  const connection = openDatabase(file);
  try {
    salvage(from, connection);
    return connection;
  } catch (error) {
    connection.close();
    for (const path of files) rmSync(path, { force: true });
    throw error;
  }
}

/** Where there is no room for a file, memory has to do. */
function newDatabase(file: string): Connection {
  try {
    return openDatabase(file);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    return openDatabase(':memory:');
  }
}

function takeOver(file: string, connection: Connection): Salvage {
  const damaged = openDamaged(file);
  const result = salvage(damaged, connection);
  damaged.close();
  return result;
}

/** True if neither the name nor the beginning of a file, which is binary in a database, speak for it. */
function isForeign(file: string): boolean {
  if (/\.(?:sqlite3?|db)$/i.test(file)) return false;
  const start = Buffer.alloc(4096);
  const descriptor = openSync(file, 'r');
  const length = readSync(descriptor, start);
  closeSync(descriptor);
  return !start.subarray(0, length).includes(0);
}
