import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { reasonOf, TsbanError } from '../error.js';
import { first } from './migrations/001-first.js';
import { failures } from './migrations/002-failures.js';
import { olderFiles } from './migrations/003-older-files.js';

export type Connection = Database.Database;

const migrations = [first, failures, olderFiles];

/** The state database can't be used; the message says which file and what to do. */
export class DatabaseError extends TsbanError {
  readonly code = 'DATABASE';

  constructor(file: string, problem: string, cause?: unknown) {
    super(`database ${file}: ${problem}`, { cause });
    this.name = 'DatabaseError';
  }
}

/**
 * Opens the state database, brings it to the present schema and makes it private (0600).
 * `:memory:` keeps nothing. Throws DatabaseError where the file can't be opened, is none of ours, or is newer than this program.
 */
export function openDatabase(file: string): Connection {
  let connection: Connection | undefined;
  try {
    if (file !== ':memory:') makeFolder(dirname(file));
    connection = new Database(file);
    if (file !== ':memory:') chmodSync(file, 0o600);
    prepare(connection, file);
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof DatabaseError) throw error;
    const reason = reasonOf(error);
    throw new DatabaseError(file, `${reason}; move it away to start with a new one, or choose another dbfile`, error);
  }
}

/** Makes the last level only: a whole missing path is more likely a typing mistake. */
function makeFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
}

function prepare(connection: Connection, file: string): void {
  connection.pragma('journal_mode = WAL');
  // In WAL mode NORMAL can lose the last commits when the machine (not the process) dies; it never tears one.
  connection.pragma('synchronous = NORMAL');
  connection.transaction(() => migrate(connection, file)).immediate();
}

function migrate(connection: Connection, file: string): void {
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version > migrations.length) {
    throw new DatabaseError(
      file,
      `its schema ${version} is newer than this tsban knows (${migrations.length}); upgrade tsban`,
    );
  }
  for (const migration of migrations.slice(version)) connection.exec(migration);
  connection.pragma(`user_version = ${migrations.length}`);
}
