import type { Connection } from './connection.js';
import { Database } from './sqlite.js';

/**
 * Throws what SQLite throws of a damaged file if a look at all its pages finds one; some 0.6 s for 200 MiB. That each index
 * has every row is looked at, too: a ban is found by an index alone, and would be lost without a word.
 */
export function checkPages(connection: Connection): void {
  const found = String(connection.pragma('integrity_check(1)', { simple: true }));
  if (found !== 'ok') throw new Database.SqliteError(found.replace(/\s+/g, ' '), 'SQLITE_CORRUPT');
}

/** True if what is in the file is broken, as opposed to not being able to reach, read or write it. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(?:CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(codeOf(error));
}

/** True if the place is what can't be written: a full or read-only disk, missing rights, a lock that somebody else holds. */
export function isUnwritable(error: unknown): boolean {
  return /^(?:SQLITE_(?:READONLY|CANTOPEN|IOERR|FULL|BUSY)|EROFS|ENOSPC|EDQUOT|EIO)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
