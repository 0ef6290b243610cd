import { existsSync } from 'node:fs';
import type { BanTicket } from '../ban/ban-ticket.js';
import type { Connection } from './connection.js';
import { DatabaseError } from './database-error.js';
import { readJson } from './json-column.js';
import { Database } from './sqlite.js';

/** What Fail2Ban's database holds (spec runtime §5.1). */
export interface Fail2banState {
  /** Jails that run; none once Fail2Ban has stopped. */
  readonly running: readonly string[];
  /** The latest ban of each id in each jail, over or not, oldest first; ids as they were written. */
  readonly bans: readonly BanTicket[];
  readonly logs: readonly Fail2banLog[];
}

/** How far Fail2Ban has read a log. */
export interface Fail2banLog {
  readonly jail: string;
  /** `systemd-journal` is no file. */
  readonly path: string;
  /** SHA-1, or MD5 in old databases, of the first line with its end, in hex; empty if nobody knows. */
  readonly firstLineHash: string;
  /** Bytes; of the journal epoch seconds. */
  readonly place: number;
}

/** Fail2Ban's own number of the schema that has a row for the latest ban of each id. */
const version = 4;

/** Waits so long for Fail2Ban, which may be writing. */
const waitMs = 5000;

/** Reads it as it is at one moment, also while Fail2Ban runs; writes nothing. Throws a DatabaseError where it is no such database. */
export function readFail2banDatabase(file: string): Fail2banState {
  if (!existsSync(file)) throw new DatabaseError(file, 'there is none; say with --db where Fail2Ban has it');
  const connection = opened(file);
  try {
    return connection.transaction(() => read(connection, file))();
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(file, `Fail2Ban's database can't be read: ${String(error)}`, error);
  } finally {
    connection.close();
  }
}

function opened(file: string): Connection {
  try {
    return new Database(file, { readonly: true, timeout: waitMs });
  } catch (error) {
    throw new DatabaseError(file, `it can't be opened: ${String(error)}`, error);
  }
}

function read(connection: Connection, file: string): Fail2banState {
  const found = connection.prepare<[], number>('SELECT max(version) FROM fail2banDb').pluck().get();
  if (found !== version) {
    const what =
      (found ?? 0) > version ? 'that of a Fail2Ban newer than tsban knows' : 'start a newer Fail2Ban on it once';
    throw new DatabaseError(file, `it has version ${found ?? 'none'}, not ${version}: ${what}`);
  }
  const bans = connection.prepare<[], BanRow>(
    'SELECT jail, ip, timeofban, bantime, bancount, CAST(data AS TEXT) AS data FROM bips ORDER BY timeofban, rowid',
  );
  const logs = connection.prepare<[], Fail2banLog>(
    `SELECT jail, path, coalesce(firstlinemd5, '') AS firstLineHash, coalesce(lastfilepos, 0) AS place FROM logs`,
  );
  const running = connection.prepare<[], string>('SELECT name FROM jails WHERE enabled = 1').pluck();
  return { running: running.all(), bans: bans.all().map(toTicket), logs: logs.all() };
}

interface BanRow {
  readonly jail: string;
  readonly ip: string;
  readonly timeofban: number;
  /** -1 for ever, -2 if nobody knows. */
  readonly bantime: number;
  readonly bancount: number;
  readonly data: string | null;
}

function toTicket({ jail, ip, timeofban, bantime, bancount, data }: BanRow): BanTicket {
  const { matches, failures, ...fields } = dataOf(data);
  return {
    jail,
    id: ip,
    time: timeofban,
    bantime: bantime < -1 ? 0 : bantime,
    bancount: Math.max(1, bancount),
    failures: typeof failures === 'number' ? failures : 0,
    matches: Array.isArray(matches) ? matches.map(matchText) : [],
    fields: Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => fieldOf(name, value))),
    restored: true,
  };
}

function dataOf(text: string | null): Readonly<Record<string, unknown>> {
  const data = readJson<unknown>(text ?? '', undefined);
  return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
}

/** A line, or its parts around the date. */
function matchText(match: unknown): string {
  return Array.isArray(match) ? match.map(String).join('') : String(match);
}

function fieldOf(name: string, value: unknown): [string, string | readonly string[]][] {
  if (Array.isArray(value)) return [[name, value.map(String)]];
  return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
}
