import type { EpochSeconds } from '../time/clock.js';
import type { Connection } from './connection.js';

/** What is forgotten, and what decides on it. */
export interface PurgeOptions {
  readonly now: EpochSeconds;
  /** Forgotten is what was over before this time: bans, failures and places in the journal of jails there are no longer, files that are gone. */
  readonly before: EpochSeconds;
  /** Names of the jails there are: they see to their failures themselves. */
  readonly jails: readonly string[];
  /** True if there is no such file. */
  readonly isGone: (path: string) => boolean;
}

/** A step takes some milliseconds: rows it deletes of each table, and free pages it gives back. */
const [mostRows, mostPages] = [1000, 250];

/** Makes one step of forgetting; true if there is more to do. */
export function purge(connection: Connection, options: PurgeOptions): boolean {
  const deleted = connection.transaction(() => {
    deletePositions(connection, options);
    deleteJournalPositions(connection, options);
    return [deleteBans(connection, options), deleteFailures(connection, options)];
  })();
  connection.pragma(`incremental_vacuum(${mostPages})`);
  if (deleted.includes(mostRows) || Number(connection.pragma('freelist_count', { simple: true })) > 0) return true;
  // The file itself shrinks when the write-ahead log is written into it.
  connection.pragma('wal_checkpoint(TRUNCATE)');
  return false;
}

function deleteBans(connection: Connection, { before }: PurgeOptions): number {
  const sql = `DELETE FROM bans WHERE rowid IN (SELECT rowid FROM bans
    WHERE (active = 0 OR bantime >= 0) AND time + max(bantime, 0) < ? LIMIT ${mostRows})`;
  return connection.prepare<[EpochSeconds]>(sql).run(before).changes;
}

function deleteFailures(connection: Connection, { before, jails }: PurgeOptions): number {
  const sql = `DELETE FROM failures WHERE number IN (SELECT number FROM failures
    WHERE jail = ? AND time < ? LIMIT ${mostRows})`;
  const statement = connection.prepare<[string, EpochSeconds]>(sql);
  const gone = jailsWithFailures(connection).filter((jail) => !jails.includes(jail));
  return Math.max(0, ...gone.map((jail) => statement.run(jail, before).changes));
}

/** From one name to the next by the index, instead of by every row. */
function jailsWithFailures(connection: Connection): readonly string[] {
  const sql = `WITH RECURSIVE names(name) AS (SELECT min(jail) FROM failures
    UNION ALL SELECT (SELECT min(jail) FROM failures WHERE jail > name) FROM names WHERE name IS NOT NULL)
    SELECT name FROM names WHERE name IS NOT NULL`;
  return connection.prepare<[], string>(sql).pluck().all();
}

/** A quiet file may have an old position; one that is gone is noted first, and forgotten when it stays away. */
function deletePositions(connection: Connection, { now, before, isGone }: PurgeOptions): void {
  const all = connection.prepare<[], { path: string; since: EpochSeconds | null }>(
    'SELECT path, gone_since AS since FROM file_positions',
  );
  const mark = connection.prepare<[EpochSeconds | null, string]>(
    'UPDATE file_positions SET gone_since = ? WHERE path = ?',
  );
  const over: string[] = [];
  for (const { path, since } of all.all()) {
    if (!isGone(path)) {
      if (since !== null) mark.run(null, path);
    } else if (since === null) mark.run(now, path);
    else if (since < before) over.push(path);
  }
  for (const table of ['file_positions', 'older_files']) {
    const forget = connection.prepare<[string]>(`DELETE FROM ${table} WHERE path = ?`);
    for (const path of over) forget.run(path);
  }
}

/** The last word of its path is the jail a place belongs to; where a journal is quiet that may be an old one. */
function deleteJournalPositions(connection: Connection, { before, jails }: PurgeOptions): void {
  const sql = `DELETE FROM journal_positions WHERE time < ? AND NOT EXISTS
    (SELECT 1 FROM json_each(?) WHERE substr(journal_positions.path, -length(value) - 1) = ' ' || value)`;
  connection.prepare<[EpochSeconds, string]>(sql).run(before, JSON.stringify(jails));
}
