import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open-database.js';
import type { Connection } from '../../src/database/connection.js';
import { purge, type PurgeOptions } from '../../src/database/purge.js';
import { type Stores, storesIn } from '../../src/database/stores.js';
import type { FilePosition } from '../../src/source/line.js';
import { banTicket } from '../support/ban-ticket.js';

let directory: string;
let file: string;
let connection: Connection;
let stores: Stores;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-db-'));
  file = join(directory, 'state.sqlite3');
  connection = openDatabase(file);
  stores = storesIn(connection, 10);
});
afterEach(() => {
  connection.close();
  rmSync(directory, { recursive: true });
});

/** All steps; how many those were. */
function purgeAll(before: number, given: Partial<PurgeOptions> = {}): number {
  let steps = 1;
  while (purge(connection, { now: before, before, jails: ['sshd'], isGone: () => false, ...given })) steps += 1;
  return steps;
}

describe('bans', () => {
  const ban = (given: Parameters<typeof banTicket>[0]) => stores.bans.saveBan(banTicket(given));
  const isKept = (id: string) => stores.bans.history(id, 'sshd').count > 0;

  it('are forgotten when they were over before, not when they began', () => {
    ban({ id: 'short', time: 1000, bantime: 600 });
    ban({ id: 'long', time: 1000, bantime: 60_000 });
    ban({ id: 'for ever', time: 1000, bantime: -1 });
    for (const id of ['short', 'long']) stores.bans.endBan('sshd', id, 'expired');
    purgeAll(1600);
    expect(isKept('short')).toBe(true);
    purgeAll(1601);
    expect(['short', 'long', 'for ever'].map(isKept)).toEqual([false, true, true]);
    purgeAll(1e9);
    expect(['short', 'long', 'for ever'].map(isKept)).toEqual([false, false, true]);
  });

  it('of jails that are no longer there, whose end nobody noted, are forgotten as well', () => {
    ban({ id: 'forgotten', time: 1000, bantime: 600 });
    purgeAll(1601, { jails: [] });
    expect(isKept('forgotten')).toBe(false);
  });
});

describe('failures', () => {
  it('are left to the jails there are, and forgotten of those there are no longer', () => {
    for (const jail of ['sshd', 'gone', 'also gone']) {
      for (const time of [1000, 2000]) stores.failures.add(jail, '203.0.113.1', { time, matches: [], fields: {} });
    }
    purgeAll(1500);
    const times = (jail: string) => [...stores.failures.times(jail)].map(([, time]) => time);
    expect(['sshd', 'gone', 'also gone'].map(times)).toEqual([[1000, 2000], [2000], [2000]]);
  });
});

describe('positions', () => {
  const place = { device: '1', inode: '2', offset: 3, fingerprint: '', fingerprintLength: 0 };
  const position: FilePosition = { kind: 'file', path: '/log', ...place, older: [{ ...place, inode: '1' }] };
  const isGone = () => true;
  const isKept = () => stores.positions.file('/log') !== undefined;

  it('are forgotten when their files are gone for that long', () => {
    stores.positions.save(position);
    purgeAll(900, { now: 1000, isGone });
    purgeAll(1000, { now: 1100, isGone });
    expect(stores.positions.file('/log')).toEqual(position);
    purgeAll(1001, { now: 1101, isGone });
    expect(isKept()).toBe(false);
    expect(stores.positions.ofFile({ device: '1', inode: '1' })).toEqual([]);
  });

  it('are kept for files that only say nothing, or came back', () => {
    stores.positions.save(position);
    purgeAll(900, { now: 1000, isGone });
    purgeAll(1e9, { now: 2e9 });
    purgeAll(2e9, { now: 3e9, isGone });
    expect(isKept()).toBe(true);
  });
});

describe('places in the journal', () => {
  it('are forgotten when they are old and no jail has them', () => {
    const paths = ['systemd-journal sshd', 'systemd-journal[namespace=web] sshd', 'systemd-journal gone'];
    for (const path of paths) stores.positions.save({ kind: 'journal', path, cursor: 's=1', time: 1000 });
    stores.positions.save({ kind: 'journal', path: 'systemd-journal just gone', cursor: 's=1', time: 2000 });
    const kept = () => [...paths, 'systemd-journal just gone'].filter((path) => stores.positions.journal(path));
    purgeAll(1000);
    expect(kept()).toHaveLength(4);
    purgeAll(1001);
    expect(kept()).toEqual([...paths.slice(0, 2), 'systemd-journal just gone']);
  });
});

it('makes the file smaller, in small steps', () => {
  connection.transaction(() => {
    for (let n = 0; n < 20_000; n++) {
      stores.bans.saveBan(banTicket({ id: `id ${n}`, time: n, matches: ['x'.repeat(200)] }));
    }
  })();
  connection.pragma('wal_checkpoint(TRUNCATE)');
  const before = statSync(file).size;
  expect(purgeAll(15_600)).toBeGreaterThan(15);
  expect(statSync(file).size).toBeLessThan(before * 0.3);
  expect(statSync(`${file}-wal`).size).toBe(0);
  expect(connection.pragma('quick_check', { simple: true })).toBe('ok');
});
