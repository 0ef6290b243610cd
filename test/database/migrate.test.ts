import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/database/connection.js';
import { openDatabase } from '../../src/database/open-database.js';
import { storesIn } from '../../src/database/stores.js';
import { Database } from '../../src/database/sqlite.js';
import { oldSchemas } from './old-schemas.js';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-db-'));
  file = join(directory, 'state.sqlite3');
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Tables and indexes, without the blanks in which versions differ. */
function schemaOf(connection: Connection): readonly string[] {
  const sql = connection.prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').pluck().all();
  return sql.map((text) => text.replaceAll(/--.*|\s+/g, ' ').replaceAll(/ +/g, ' ')).sort();
}

describe.each(oldSchemas)('a database of schema $version', ({ version, sql }) => {
  it('becomes one like a new one, with all that was in it', () => {
    const old = new Database(file);
    old.exec(sql);
    old.close();
    const connection = openDatabase(file);
    const fresh = openDatabase(':memory:');
    expect(schemaOf(connection)).toEqual(schemaOf(fresh));
    for (const pragma of ['user_version', 'application_id', 'auto_vacuum']) {
      expect(connection.pragma(pragma, { simple: true })).toBe(fresh.pragma(pragma, { simple: true }));
    }
    expect(connection.pragma('user_version', { simple: true })).toBeGreaterThan(version);

    const { failures, bans, positions } = storesIn(connection, 10);
    const times = [1_795_247_978, 1_795_247_979.5];
    expect([...failures.times('sshd')]).toEqual(times.map((time) => ['203.0.113.2', time]));
    expect(failures.failures('sshd', '203.0.113.2', times)).toEqual([
      { time: times[0], matches: ['one', 'two'], fields: { user: 'root', users: ['root', 'joe'] } },
      { time: times[1], matches: [], fields: {} },
    ]);
    expect([...bans.activeBans('sshd')]).toEqual([
      {
        jail: 'sshd',
        id: '203.0.113.1',
        time: 1_795_247_979,
        bantime: 600,
        bancount: 2,
        failures: 5,
        matches: ['a line'],
        fields: { user: 'root' },
        restored: true,
      },
    ]);
    expect(bans.history('203.0.113.1', 'sshd')).toEqual({ count: 2, last: 1795247979 });
    const place = { device: '2049', inode: '17', offset: 4711, fingerprint: 'ab', fingerprintLength: 2 };
    expect(positions.file('/var/log/auth.log')).toEqual({
      kind: 'file',
      path: '/var/log/auth.log',
      ...place,
      older: [],
    });
    const cursor = { kind: 'journal', path: 'systemd-journal', cursor: 's=1;i=2', time: 1_795_247_979.5 };
    expect(positions.journal('systemd-journal')).toEqual(cursor);
    connection.close();
    openDatabase(file).close();
  });
});
