import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { first } from '../../src/database/migrations/001-first.js';
import { DatabaseError } from '../../src/database/database-error.js';
import { openDatabase } from '../../src/database/open-database.js';
import { positionTable } from '../../src/database/positions.js';
import { storesIn } from '../../src/database/stores.js';
import { banTicket } from '../support/ban-ticket.js';
import type { FilePlace, FilePosition, JournalPosition } from '../../src/source/line.js';
import { Database } from '../../src/database/sqlite.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-db-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('openDatabase', () => {
  it.each([0o022, 0o777, 0])('makes a private folder with private files, under umask %i', (umask) => {
    const before = process.umask(umask);
    try {
      const file = join(directory, 'new', 'state.sqlite3');
      const connection = openDatabase(file);
      connection.exec("INSERT INTO journal_positions VALUES ('a', 'b', 1)");
      const modes = ['', '-wal', '-shm'].map((ending) => statSync(file + ending).mode & 0o777);
      expect(modes).toEqual([0o600, 0o600, 0o600]);
      expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
      connection.close();
    } finally {
      process.umask(before);
    }
  });

  it('makes files private that were not', () => {
    const file = join(directory, 'state.sqlite3');
    openDatabase(file).close();
    chmodSync(file, 0o644);
    openDatabase(file).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('follows a link to where the file is', () => {
    const [link, file] = [join(directory, 'link.sqlite3'), join(directory, 'real.sqlite3')];
    symlinkSync(file, link);
    const connection = openDatabase(link);
    expect(readdirSync(directory).sort()).toEqual([
      'link.sqlite3',
      'real.sqlite3',
      'real.sqlite3-shm',
      'real.sqlite3-wal',
    ]);
    connection.close();
  });

  it.each([
    ['a directory', (file: string) => mkdirSync(file), /it is no file/],
    [
      'the database of another program, which it leaves as it is',
      (file: string) => {
        const other = new Database(file);
        other.exec('CREATE TABLE bookmarks (url TEXT)');
        other.close();
      },
      /another program/,
    ],
  ])('refuses %s', (_what, make, said) => {
    const file = join(directory, 'state.sqlite3');
    make(file);
    const before = statSync(file).isFile() ? readFileSync(file) : undefined;
    expect(() => openDatabase(file)).toThrow(DatabaseError);
    expect(() => openDatabase(file)).toThrow(said);
    expect(() => openDatabase(file)).toThrow(file);
    if (before !== undefined) expect(readFileSync(file)).toEqual(before);
  });

  it('gives room back that files of the first schemas could not', () => {
    const file = join(directory, 'state.sqlite3');
    const old = new Database(file);
    old.exec(first);
    old.pragma('user_version = 1');
    old.close();
    const connection = openDatabase(file);
    expect(connection.pragma('auto_vacuum', { simple: true })).toBe(2);
    expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
  });

  it('takes over the failures of a first schema', () => {
    const file = join(directory, 'state.sqlite3');
    const window = [
      { time: 9, matches: ['one', 'two'], fields: { user: 'root', users: ['root', 'joe'] } },
      { time: 10.5, matches: [], fields: {} },
    ];
    const old = new Database(file);
    old.exec(first);
    old.pragma('user_version = 1');
    old.prepare('INSERT INTO failure_windows VALUES (?, ?, ?)').run('sshd', '192.0.2.1', JSON.stringify(window));
    old.close();
    const store = failureStore(openDatabase(file));
    expect(store.failures('sshd', '192.0.2.1', [9, 10.5])).toEqual(window);
    expect([...store.times('sshd')]).toEqual(window.map(({ time }) => ['192.0.2.1', time]));
  });

  it('refuses a newer schema rather than guess at it', () => {
    const file = join(directory, 'state.sqlite3');
    const newer = new Database(file);
    newer.exec('CREATE TABLE file_positions (path TEXT)');
    newer.pragma('user_version = 99');
    newer.close();
    expect(() => openDatabase(file)).toThrow(/schema 99 is newer/);
  });
});

it('holds a ban whose lines and captures were written over', () => {
  const connection = openDatabase(':memory:');
  const { bans } = storesIn(connection, 10);
  bans.saveBan(banTicket({ matches: ['a line'] }));
  connection.exec(`UPDATE bans SET matches = '["a l', fields = ''`);
  expect([...bans.activeBans('sshd')]).toMatchObject([{ id: '192.0.2.1', matches: [], fields: {} }]);
});

describe('positionTable', () => {
  it('gives back what was saved, of files and of the journal', () => {
    const table = positionTable(openDatabase(':memory:'));
    const file: FilePosition = {
      kind: 'file',
      path: '/var/log/auth.log',
      device: '2049',
      inode: '18446744073709551615',
      offset: 5_000_000_000,
      fingerprint: 'ab',
      fingerprintLength: 256,
      older: [],
    };
    const journal: JournalPosition = { kind: 'journal', path: 'systemd-journal', cursor: 's=1;i=2', time: 1.5 };
    expect(table.file(file.path)).toBeUndefined();
    for (const position of [file, { ...file, offset: 7 }, journal]) table.save(position);
    expect(table.file(file.path)).toEqual({ ...file, offset: 7 });
    expect(table.journal(journal.path)).toEqual(journal);
  });

  it('knows the older files of a path, and of a file which paths had it', () => {
    const table = positionTable(openDatabase(':memory:'));
    const place = (inode: string, offset: number): FilePlace => ({
      device: '1',
      inode,
      offset,
      fingerprint: 'ab',
      fingerprintLength: 2,
    });
    const position = (path: string, now: FilePlace, ...older: FilePlace[]): FilePosition => ({
      kind: 'file',
      path,
      ...now,
      older,
    });
    const [a, b] = [position('/a', place('3', 30), place('1', 10), place('2', 20)), position('/b', place('1', 11))];
    for (const one of [position('/a', place('1', 5), place('9', 9)), a, b]) table.save(one);
    expect(table.file('/a')).toEqual(a);
    expect(table.ofFile({ device: '1', inode: '1' })).toEqual([
      { path: '/b', ...place('1', 11) },
      { path: '/a', ...place('1', 10) },
    ]);
    expect(table.ofFile({ device: '2', inode: '1' })).toEqual([]);
  });
});
