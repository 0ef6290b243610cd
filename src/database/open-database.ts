import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Connection } from './connection.js';
import { checkPages, isUnwritable } from './damage.js';
import { DatabaseError } from './database-error.js';
import { identify, migrate } from './migrate.js';
import { databaseFiles } from './set-aside.js';
import { Database } from './sqlite.js';

/** Somebody else's lock is waited for this long on start, and afterwards, as the event loop stands still meanwhile. */
const waitAtStartMs = 2000;
export const waitMs = 25;

/** The write-ahead log is cut back to this when it has been written into the file. */
const walBytes = 4 * 1024 * 1024;

/**
 * Opens the state database, looks for damage, brings it to the present schema and makes it private (0600).
 * `:memory:` keeps nothing. Throws a DatabaseError where the file can't be one of tsban's, and whatever the file system
 * or SQLite say (`isDamage`, `isUnwritable`) where it can.
 */
export function openDatabase(file: string, lockWaitMs = waitAtStartMs): Connection {
  if (file === ':memory:') return prepared(new Database(file), file);
  makeReady(file);
  const connection = new Database(file, { timeout: lockWaitMs });
  try {
    return prepared(connection, file);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function makeReady(file: string): void {
  // The last level only: a whole missing path is more likely a typing mistake.
  const directory = dirname(file);
  if (!existsSync(directory)) {
    mkdirSync(directory);
    chmodSync(directory, 0o700);
  }
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  if (!statSync(file).isFile()) throw new DatabaseError(file, 'it is no file; choose another dbfile');
  accessSync(file, constants.R_OK);
}

function prepared(connection: Connection, file: string): Connection {
  identify(connection, file);
  // Has an effect on a new file only, and only before anything else.
  connection.pragma('auto_vacuum = INCREMENTAL');
  connection.pragma('journal_mode = WAL');
  // In WAL mode NORMAL can lose the last commits when the machine (not the process) dies; it never tears one.
  connection.pragma('synchronous = NORMAL');
  connection.pragma(`journal_size_limit = ${walBytes}`);
  checkPages(connection);
  migrate(connection);
  if (file !== ':memory:') makePrivate(file);
  makeShrinkable(connection);
  connection.pragma(`busy_timeout = ${waitMs}`);
  return connection;
}

/** Files that are SQLite's own take over the mode of the database when they are made. */
function makePrivate(file: string): void {
  for (const path of databaseFiles.map((ending) => file + ending)) {
    if (existsSync(path) && (statSync(path).mode & 0o777) !== 0o600) chmodSync(path, 0o600);
  }
}

/** Files of the first schemas can't give back room unless they are written anew once. */
function makeShrinkable(connection: Connection): void {
  if (connection.pragma('auto_vacuum', { simple: true }) === 2) return;
  connection.pragma('auto_vacuum = INCREMENTAL');
  try {
    connection.exec('VACUUM');
  } catch (error) {
    // It needs room for a second file; the next start may find it.
    if (!isUnwritable(error)) throw error;
  }
}
