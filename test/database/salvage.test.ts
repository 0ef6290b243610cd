import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/sqlite.js';
import { StateDatabase } from '../../src/database/state-database.js';
import { banTicket } from '../support/ban-ticket.js';

const directory = mkdtempSync(join(tmpdir(), 'tsban-salvage-'));
afterAll(() => rmSync(directory, { recursive: true }));

const bans = 300;
const idOf = (n: number) => `203.0.113.${n}`;

function open(file: string): StateDatabase {
  return new StateDatabase({ file, maxMatches: 10, clock: () => 0, log: () => undefined });
}

/** A sound database in which bans, failures and positions lie among each other. */
function makeSound(): string {
  const file = join(directory, 'sound.sqlite3');
  const state = open(file);
  for (let n = 0; n < bans; n++) {
    state.transaction(() => {
      state.bans.saveBan(banTicket({ id: idOf(n), matches: ['x'.repeat(n)], fields: { user: 'root' } }));
      state.failures.add('sshd', idOf(n), { time: n, matches: ['y'.repeat(500)], fields: {} });
      const place = { device: '1', inode: String(n), offset: n, fingerprint: '', fingerprintLength: 0 };
      state.positions.save({ kind: 'file', path: `/log ${n}`, ...place, older: [] });
    });
  }
  state.close();
  return file;
}

const sound = makeSound();
const size = statSync(sound).size;

function damaged(damage: (descriptor: number) => void): string {
  const file = join(directory, 'damaged.sqlite3');
  for (const name of readdirSync(directory)) if (name !== 'sound.sqlite3') rmSync(join(directory, name));
  copyFileSync(sound, file);
  const descriptor = openSync(file, 'r+');
  damage(descriptor);
  closeSync(descriptor);
  return file;
}

/** Makes an index another until `write` has written, of which it so never hears. */
function withoutIndex(file: string, index: string, write: string): void {
  const redefine = (from: string, to: string) => {
    const connection = new Database(file).unsafeMode();
    connection.pragma('writable_schema = ON');
    connection.prepare('UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?').run(from, to, index);
    connection.close();
  };
  redefine('active = 1', 'active = 2');
  new Database(file).exec(write).close();
  redefine('active = 2', 'active = 1');
}

const bannedIn = (state: StateDatabase) => [...state.bans.activeBans('sshd')].map(({ id }) => id);

describe('whatever is written over a database', () => {
  it('it opens, holds nobody who was not banned but by chance, and can be used from then on', () => {
    const piece = fc.record({
      at: fc.integer({ min: 0, max: size - 1 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 6000 }),
    });
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 0, max: size })),
        (pieces, end) => {
          const file = damaged((descriptor) => {
            for (const { at, bytes } of pieces) writeSync(descriptor, bytes, 0, bytes.length, at);
          });
          if (end !== null) truncateSync(file, end);
          const state = open(file);
          state.transaction(() => state.bans.saveBan(banTicket({ id: 'new' })));
          const found = bannedIn(state);
          state.close();
          expect(found).toContain('new');
          const again = open(file);
          expect(bannedIn(again)).toEqual(found);
          again.close();
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it('every ban is held that is only missing in the index', () => {
    const file = damaged(() => undefined);
    withoutIndex(file, 'active_bans', `UPDATE bans SET rowid = 1000 WHERE id = '${idOf(7)}'`);
    const state = open(file);
    const found = bannedIn(state);
    state.close();
    expect(found).toContain(idOf(7));
    expect(found).toHaveLength(bans);
  });

  it.each([2, 5, 11, 17])('every ban is held that does not lie on page %i, if that is lost', (page) => {
    const file = damaged((descriptor) => void writeSync(descriptor, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096));
    const state = open(file);
    const found = bannedIn(state);
    state.close();
    // A page holds 30 of these at most.
    expect(found.length).toBeGreaterThanOrEqual(bans - 30);
    expect(new Set(found).size).toBe(found.length);
    for (const id of found) expect(id).toMatch(/^203\.0\.113\.\d+$/);
  });
});
