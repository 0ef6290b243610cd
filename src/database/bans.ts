import type { BanHistory, BanStore } from '../ban/ban-store.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import type { Connection } from './connection.js';
import { readJson } from './json-column.js';

interface Row {
  readonly jail: string;
  readonly id: string;
  readonly time: number;
  readonly bantime: number;
  readonly bancount: number;
  readonly failures: number;
  readonly matches: string;
  readonly fields: string;
}

/** Null where there are no bans. */
interface Counted {
  readonly count: number | null;
  readonly last: number | null;
}

/** From one jail to the next by the index, instead of by every row. */
const historyOfAll = `WITH RECURSIVE names(name) AS (SELECT min(jail) FROM bans
  UNION ALL SELECT (SELECT min(jail) FROM bans WHERE jail > name) FROM names WHERE name IS NOT NULL)
  SELECT sum(count) AS count, max(last) AS last FROM (
    SELECT max(bancount) AS count, max(time) AS last
    FROM names CROSS JOIN bans ON bans.jail = name AND bans.id = ? GROUP BY name)`;

/** Bans that are read in one go. */
const page = 1000;

/** Bans, page by page too, so that other things can be done in between. */
export interface BanTable extends BanStore {
  /** The rows of a jail's bans which had not ended when last saved, oldest first. */
  activeRows(jail: string): readonly number[];
  /** Those bans of a jail in these rows which have not ended since. */
  activeIn(jail: string, rows: readonly number[]): readonly BanTicket[];
}

/** Bans in SQLite; of each ban the newest `maxMatches` log lines are kept. */
export function banStore(connection: Connection, maxMatches: number): BanTable {
  const rows = connection
    .prepare<[string], number>('SELECT rowid FROM bans WHERE jail = ? AND active = 1 ORDER BY rowid')
    .pluck();
  // The plus keeps SQLite from looking by the jail, which would go over all of its bans for each page.
  const select = connection.prepare<[string, string], Row>(
    `SELECT * FROM bans WHERE rowid IN (SELECT value FROM json_each(?)) AND +jail = ? AND active = 1 ORDER BY rowid`,
  );
  const upsert = connection.prepare<[Row]>(
    `INSERT INTO bans (jail, id, time, bantime, bancount, failures, matches, fields, active)
     VALUES (:jail, :id, :time, :bantime, :bancount, :failures, :matches, :fields, 1)
     ON CONFLICT (jail, id) WHERE active = 1 DO UPDATE SET time = :time, bantime = :bantime, bancount = :bancount`,
  );
  const expire = connection.prepare<[string, string]>(
    'UPDATE bans SET active = 0 WHERE jail = ? AND id = ? AND active = 1',
  );
  const forget = connection.prepare<[string, string]>('DELETE FROM bans WHERE jail = ? AND id = ?');
  const ofJail = connection.prepare<[string, string], Counted>(
    'SELECT max(bancount) AS count, max(time) AS last FROM bans WHERE id = ? AND jail = ?',
  );
  const ofAll = connection.prepare<[string], Counted>(historyOfAll);
  const any = connection.prepare<[string], number>('SELECT 1 FROM bans WHERE jail = ? LIMIT 1').pluck();
  const activeRows = (jail: string) => rows.all(jail);
  const activeIn = (jail: string, some: readonly number[]) => select.all(JSON.stringify(some), jail).map(fromRow);
  return {
    activeRows,
    activeIn,
    activeBans: (jail) => bansIn(activeRows(jail), (some) => activeIn(jail, some)),
    hasBans: (jail) => any.get(jail) !== undefined,
    saveBan: (ticket) => void upsert.run(toRow(ticket, maxMatches)),
    endBan: (jail, id, end) => void (end === 'expired' ? expire : forget).run(jail, id),
    history: (id, jail) => toHistory(jail === undefined ? ofAll.get(id) : ofJail.get(id, jail)),
  };
}

/** The bans in these rows, each page of which is read when it is needed. */
export function* bansIn(
  rows: readonly number[],
  read: (some: readonly number[]) => readonly BanTicket[],
): Generator<BanTicket, void> {
  for (let at = 0; at < rows.length; at += page) yield* read(rows.slice(at, at + page));
}

function toHistory(counted: Counted | undefined): BanHistory {
  return { count: counted?.count ?? 0, last: counted?.last ?? -Infinity };
}

function toRow({ jail, id, time, bantime, bancount, failures, matches, fields }: BanTicket, maxMatches: number): Row {
  const kept = maxMatches > 0 ? matches.slice(-maxMatches) : [];
  return { jail, id, time, bantime, bancount, failures, matches: JSON.stringify(kept), fields: JSON.stringify(fields) };
}

function fromRow({ jail, id, time, bantime, bancount, failures, matches, fields }: Row): BanTicket {
  return {
    jail,
    id,
    time,
    bantime,
    bancount,
    failures,
    matches: readJson(matches, []),
    fields: readJson(fields, {}),
    restored: true,
  };
}
