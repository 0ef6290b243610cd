import { DatabaseError } from './database-error.js';
import { first } from './migrations/001-first.js';
import { failures } from './migrations/002-failures.js';
import { olderFiles } from './migrations/003-older-files.js';
import { ages } from './migrations/004-ages.js';
import { failuresByTime } from './migrations/005-failures-by-time.js';
import { bansInForce } from './migrations/006-bans-in-force.js';
import type { Connection } from './connection.js';

/** What leads from one schema to the next; the number of those done is the file's user_version. */
const migrations = [first, failures, olderFiles, ages, failuresByTime, bansInForce];

/** `tsbn` in ASCII: tells tools such as file(1), and tsban itself, whose database it is. */
const applicationId = 0x7473626e;

/** Throws a DatabaseError, having changed nothing, where a database isn't tsban's, or is a newer tsban's. */
export function identify(connection: Connection, file: string): void {
  if (!isOurs(connection)) throw new DatabaseError(file, 'it belongs to another program; choose another dbfile');
  const version = versionOf(connection);
  if (version > migrations.length) {
    const text = `its schema ${version} is newer than this tsban knows (${migrations.length}); upgrade tsban, or move it away`;
    throw new DatabaseError(file, text);
  }
}

/** Brings a database to the present schema, all at once. */
export function migrate(connection: Connection): void {
  const version = versionOf(connection);
  if (version === migrations.length) return;
  const run = () => {
    for (const migration of migrations.slice(version)) connection.exec(migration);
    connection.pragma(`user_version = ${migrations.length}`);
    connection.pragma(`application_id = ${applicationId}`);
  };
  connection.transaction(run).immediate();
}

function versionOf(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

/** Files of the first schemas bear no mark. */
function isOurs(connection: Connection): boolean {
  if (connection.pragma('application_id', { simple: true }) === applicationId) return true;
  const tables = connection.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  return tables.length === 0 || tables.includes('file_positions');
}
