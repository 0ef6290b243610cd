import { chmodSync } from 'node:fs';
import { reasonOf } from '../error.js';
import { isUnwritable } from './damage.js';
import { DatabaseError } from './database-error.js';
import type { Connection } from './connection.js';
import { Database } from './sqlite.js';

/** A daemon that is just ending is waited for this long. */
const waitMs = 2000;

/**
 * Makes this process the only tsban that uses the database, until the function it gives is called or the process ends,
 * however that happens. Reading the database with other tools stays possible: the lock is on a file beside it.
 * Throws a DatabaseError where another tsban has it.
 */
export function lockDatabase(file: string): () => void {
  if (file === ':memory:') return () => undefined;
  let lock: Connection | undefined;
  try {
    lock = new Database(`${file}.lock`, { timeout: waitMs });
    chmodSync(`${file}.lock`, 0o600);
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') {
      throw new DatabaseError(file, 'another tsban uses it; stop that one first, or choose another dbfile', error);
    }
    // Where nothing can be written, two can't get into each other's way.
    if (!isUnwritable(error)) throw new DatabaseError(file, `${reasonOf(error)}; choose another dbfile`, error);
  }
  return () => void lock?.close();
}
