import { Database } from '../../src/database/sqlite.js';

/** A row of `bips`, and of the `bans` beside it. */
export interface Fail2banBan {
  readonly jail: string;
  readonly ip: string;
  readonly timeofban: number;
  readonly bantime: number;
  readonly bancount?: number;
  readonly data?: string | null;
}

/** Makes a database in the shape of Fail2Ban's (spec runtime §5.1). */
export function makeFail2banDatabase(
  file: string,
  bans: readonly Fail2banBan[],
  logs: readonly (readonly [jail: string, path: string, hash: string, place: number])[] = [],
  version = 4,
): void {
  const database = new Database(file);
  database.exec(`CREATE TABLE fail2banDb (version INTEGER);
    CREATE TABLE jails (name TEXT NOT NULL UNIQUE, enabled INTEGER NOT NULL DEFAULT 1);
    CREATE TABLE logs (jail TEXT NOT NULL, path TEXT, firstlinemd5 TEXT, lastfilepos INTEGER DEFAULT 0);
    CREATE TABLE bips (ip TEXT NOT NULL, jail TEXT NOT NULL, timeofban INTEGER NOT NULL, bantime INTEGER NOT NULL,
      bancount INTEGER NOT NULL DEFAULT 1, data JSON, PRIMARY KEY (ip, jail));`);
  database.prepare('INSERT INTO fail2banDb VALUES (?)').run(version);
  const ban = database.prepare('INSERT INTO bips VALUES (:ip, :jail, :timeofban, :bantime, :bancount, :data)');
  for (const row of bans) {
    const data = row.data === undefined ? '{"matches": [], "failures": 0}' : row.data;
    ban.run({ bancount: 1, ...row, data: data === null ? null : Buffer.from(data) });
  }
  const log = database.prepare('INSERT INTO logs VALUES (?, ?, ?, ?)');
  for (const row of logs) log.run(...row);
  database.close();
}
