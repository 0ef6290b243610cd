import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../src/database/database-error.js';
import { StateDatabase } from '../../src/database/state-database.js';
import type { FilePosition } from '../../src/source/line.js';
import { Database } from '../../src/database/sqlite.js';
import { banTicket } from '../support/ban-ticket.js';

let directory: string;
let file: string;
let log: string[];
let open: StateDatabase[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-state-'));
  file = join(directory, 'tsban.sqlite3');
  log = [];
  open = [];
});
afterEach(() => {
  for (const state of open) state.close();
  rmSync(directory, { recursive: true });
});

function start(path = file): StateDatabase {
  const clock = () => Date.UTC(2026, 10, 21, 15, 53, 8) / 1000;
  const state = new StateDatabase({
    file: path,
    maxMatches: 10,
    clock,
    log: (_level, _logger, text) => log.push(text),
  });
  open.push(state);
  return state;
}

function stop(state: StateDatabase): void {
  open = open.filter((other) => other !== state);
  state.close();
}

const address = (n: number) => `203.0.113.${n}`;
const position: FilePosition = {
  kind: 'file',
  path: '/var/log/auth.log',
  device: '1',
  inode: '2',
  offset: 3,
  fingerprint: '',
  fingerprintLength: 0,
  older: [],
};

/** Bans 203.0.113.1 up to `bans`, and writes failures after them, of 1 KiB each. */
function write(state: StateDatabase, bans: number, failures: number): void {
  state.transaction(() => {
    for (let n = 1; n <= bans; n++) state.bans.saveBan(banTicket({ id: address(n) }));
    state.positions.save(position);
    for (let n = 1; n <= failures; n++) {
      state.failures.add('sshd', address(n % 256), { time: n, matches: ['x'.repeat(1000)], fields: {} });
    }
  });
}

function overwrite(at: number, length: number, path = file): void {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.alloc(length, 'overwritten!'), 0, length, at);
  closeSync(descriptor);
}

const banned = (state: StateDatabase) => [...state.bans.activeBans('sshd')].map(({ id }) => id);
const everyone = (bans: number) => Array.from({ length: bans }, (_, n) => address(n + 1));
const failures = (state: StateDatabase) => [...state.failures.times('sshd')].length;
const asides = () => readdirSync(directory).filter((name) => /\.(?:damaged|replaced)-[-\d]+\+*$/.test(name));

describe('a database that was damaged while down', () => {
  it.each([
    { how: 'cut in half', damage: () => truncateSync(file, statSync(file).size >> 1), bans: 20, failuresLeft: 0 },
    { how: 'cut by a page', damage: () => truncateSync(file, statSync(file).size - 4096), bans: 20, failuresLeft: 0 },
    { how: 'without its header', damage: () => overwrite(0, 100), bans: 20, failuresLeft: 400 },
    { how: 'without its first page', damage: () => overwrite(0, 4096), bans: 20, failuresLeft: 400 },
    { how: 'overwritten in the middle', damage: () => overwrite(200 * 1024, 20_000), bans: 20, failuresLeft: 0 },
    { how: 'overwritten as a whole', damage: () => overwrite(0, statSync(file).size), bans: 0, failuresLeft: 0 },
    { how: 'text', damage: () => writeFileSync(file, 'no database\n'), bans: 0, failuresLeft: 0 },
  ])('and is $how is set aside, and what can be read of it goes on', ({ damage, bans, failuresLeft }) => {
    const before = start();
    write(before, 20, 400);
    stop(before);
    damage();
    const damaged = statSync(file).size;
    const state = start();
    expect(banned(state)).toEqual(everyone(bans));
    expect(failures(state)).toBe(failuresLeft);
    // A position without the failures before it would lose them, failures without a position would count twice.
    expect(state.positions.file(position.path)).toEqual(failuresLeft > 0 ? position : undefined);
    const aside = `${file}.damaged-20261121-155308`;
    expect(statSync(aside).size).toBe(damaged);
    expect(log).toHaveLength(failuresLeft > 0 ? 1 : 2);
    expect(log[0]).toContain(`The database ${file} is damaged (`);
    expect(log[0]).toContain(aside);
    expect(log[0]).toContain(`${bans} bans, `);
    write(state, 1, 0);
    stop(state);
    log = [];
    start();
    expect(log).toEqual([]);
  });

  it('has its changes taken over that were not yet in the file itself', () => {
    const before = start();
    write(before, 20, 100);
    for (const ending of ['', '-wal']) copyFileSync(file + ending, join(directory, `copy.sqlite3${ending}`));
    const copy = join(directory, 'copy.sqlite3');
    overwrite(0, 100, copy);
    expect(banned(start(copy))).toEqual(everyone(20));
  });

  it('is kept three times at most', () => {
    for (let n = 0; n < 5; n++) {
      writeFileSync(file, `damage ${n}`);
      stop(start());
    }
    expect(asides()).toHaveLength(3);
  });
});

describe('a file that is somebody else’s', () => {
  it('is never moved away', () => {
    const passwd = join(directory, 'passwd');
    writeFileSync(passwd, 'root:x:0:0:root:/root:/bin/bash\n');
    expect(() => start(passwd)).toThrow(DatabaseError);
    expect(readdirSync(directory).sort()).toEqual(['passwd', 'passwd.lock']);
  });

  it('is refused to a second tsban, for as long as the first runs', () => {
    const first = start();
    expect(() => start()).toThrow(/another tsban uses it/);
    write(first, 1, 0);
    stop(first);
    expect(banned(start())).toEqual(everyone(1));
  });
});

describe('a database that is damaged while it is used', () => {
  it.each([
    [
      'read',
      (state: StateDatabase) =>
        everyone(24_000).map((_id, n) => state.failures.failures('sshd', address((n + 1) % 256), [n + 1])),
    ],
    ['written', (state: StateDatabase) => write(state, 20, 4000)],
  ])('is replaced when that shows as it is %s, and what is written next is told so', (_how, use) => {
    const before = start();
    // More than SQLite keeps in memory.
    write(before, 20, 24_000);
    stop(before);
    const state = start();
    overwrite(8192, statSync(file).size - 8192);
    use(state);
    const told: boolean[] = [];
    for (let n = 0; n < 2; n++) {
      state.transaction((isAnew) => {
        told.push(isAnew);
        state.bans.saveBan(banTicket({ id: address(99) }));
      });
    }
    expect(told.at(-1)).toBe(false);
    expect(log).toContainEqual(expect.stringContaining('is damaged (database disk image is malformed)'));
    expect(banned(state)).toContain(address(99));
    expect(asides()).toHaveLength(1);
    stop(state);
    expect(banned(start())).toContain(address(99));
  });
});

describe('a file that is lost while it is used', () => {
  it.each([
    ['removed', () => unlinkSync(file), 0],
    ['removed with all that belongs to it', () => ['', '-wal', '-shm'].forEach((end) => unlinkSync(file + end)), 0],
    ['renamed', () => renameSync(file, join(directory, 'elsewhere')), 0],
    [
      'replaced',
      () => {
        const other = join(directory, 'other');
        new Database(other).exec('CREATE TABLE a (b)').close();
        renameSync(other, file);
      },
      1,
    ],
    [
      'removed with its directory',
      () => {
        rmSync(directory, { recursive: true });
      },
      0,
    ],
  ])('because it was %s is written again with everything', (_how, lose, kept) => {
    const state = start();
    write(state, 20, 400);
    lose();
    const told: boolean[] = [];
    state.transaction((isAnew) => {
      told.push(isAnew);
      state.bans.saveBan(banTicket({ id: address(21) }));
    });
    expect(told).toEqual([true]);
    expect(banned(state)).toEqual(everyone(21));
    expect(log).toEqual([expect.stringContaining('while in use; it is written again, with all that was in it')]);
    expect(asides()).toHaveLength(kept);
    write(state, 22, 0);
    stop(state);
    log = [];
    const again = start();
    expect(banned(again)).toEqual(everyone(22));
    expect(failures(again)).toBe(400);
    expect(again.positions.file(position.path)).toEqual(position);
    expect(log).toEqual([]);
  });
});

describe('a lock that somebody else holds', () => {
  it('fails a transaction soon, and only that', () => {
    const state = start();
    write(state, 1, 0);
    const shell = new Database(file);
    shell.exec('BEGIN IMMEDIATE');
    expect(() => write(state, 2, 0)).toThrow(/locked/);
    expect(banned(state)).toEqual(everyone(1));
    shell.exec('COMMIT');
    shell.close();
    write(state, 2, 0);
    expect(banned(state)).toEqual(everyone(2));
  });
});

describe('moving', () => {
  const other = () => join(directory, 'other.sqlite3');
  const move = (state: StateDatabase, path: string) => () => state.moveTo(path);

  it('goes on in another file with all there is, and leaves the first as it was', () => {
    const state = start();
    write(state, 20, 400);
    state.moveTo(other());
    write(state, 21, 0);
    stop(state);
    const [before, after] = [start(), start(other())];
    expect([banned(before).length, banned(after).length]).toEqual([20, 21]);
    expect([failures(before), failures(after)]).toEqual([400, 400]);
    expect(after.positions.file(position.path)).toEqual(position);
    expect(statSync(other()).mode & 0o777).toBe(0o600);
  });

  it('goes to memory and back', () => {
    const state = start();
    write(state, 20, 1);
    state.moveTo(':memory:');
    write(state, 21, 0);
    state.moveTo(other());
    expect(banned(state)).toEqual(everyone(21));
    stop(state);
    expect(banned(start(other()))).toEqual(everyone(21));
  });

  it('into a file that is there, or into no folder, is refused, and nothing is lost', () => {
    const state = start();
    write(state, 20, 0);
    writeFileSync(other(), '');
    expect(move(state, other())).toThrow(/it is there already/);
    expect(move(state, join(directory, 'no/such/folder'))).toThrow(DatabaseError);
    write(state, 21, 0);
    stop(state);
    expect(banned(start())).toEqual(everyone(21));
  });
});

it('keeps as many lines of a ban as it is told to meanwhile', () => {
  const state = start();
  state.setMaxMatches(1);
  state.transaction(() => state.bans.saveBan(banTicket({ id: address(1), matches: ['a', 'b'] })));
  expect([...state.bans.activeBans('sshd')].map(({ matches }) => matches)).toEqual([['b']]);
});

it('keeps nothing in :memory:', () => {
  const state = start(':memory:');
  write(state, 1, 1);
  expect(banned(state)).toEqual(everyone(1));
  expect(existsSync(':memory:.lock')).toBe(false);
});

it('says once that somebody makes the write-ahead log grow, which shrinks when he has ended', () => {
  const state = start();
  const purge = () => state.purge({ now: 0, before: 0, jails: [], isGone: () => false });
  const grow = () => {
    for (let n = 0; n < 20; n++) {
      const matches = Array.from({ length: 4 }, () => 'x'.repeat(1024 * 1024));
      state.transaction(() => state.bans.saveBan(banTicket({ id: address(n), matches })));
    }
  };
  const reader = new Database(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM bans').get();
  purge();
  expect(log).toEqual([]);
  grow();
  purge();
  purge();
  expect(log).toEqual([
    expect.stringMatching(
      /^The write-ahead log .*-wal has 8\d MiB and grows: another program keeps a transaction open/,
    ),
  ]);
  reader.close();
  purge();
  expect(statSync(`${file}-wal`).size).toBe(0);
});
