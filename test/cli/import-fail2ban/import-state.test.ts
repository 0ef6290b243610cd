import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importState, stateToTake } from '../../../src/cli/import-fail2ban/import-state.js';
import { readFail2banDatabase } from '../../../src/database/fail2ban-database.js';
import { StateDatabase } from '../../../src/database/state-database.js';
import { banTicket } from '../../support/ban-ticket.js';
import { makeFail2banDatabase } from '../../support/fail2ban-database.js';

const now = 10_000;
let directory: string;
let database: StateDatabase;
const at = (name: string) => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-import-'));
  database = new StateDatabase({ file: at('tsban.sqlite3'), maxMatches: 10, log: () => undefined, clock: () => now });
});

afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

const bans = [
  { jail: 'sshd', ip: '192.0.2.1', timeofban: 9900, bantime: 600 },
  { jail: 'sshd', ip: '2001:DB8::7', timeofban: 100, bantime: -1, bancount: 2 },
  { jail: 'sshd', ip: '192.0.2.3', timeofban: 9000, bantime: 600, bancount: 4 },
  { jail: 'gone', ip: '192.0.2.4', timeofban: 9900, bantime: 600 },
];

/** What is taken over of bans and logs; `hash` and `place` of app.log. */
function taken(hash = '', place = 0) {
  makeFail2banDatabase(at('fail2ban.sqlite3'), bans, [
    ['app', at('app.log'), hash, place],
    ['web', at('app.log'), hash, place + 2],
    ['app', 'systemd-journal', '', 9000],
  ]);
  return stateToTake(readFail2banDatabase(at('fail2ban.sqlite3')), ['app', 'web'], now);
}

describe('bans of Fail2Ban', () => {
  it('go on in all jails, for as long as they would have, and make later ones longer', () => {
    importState(taken(), [], database);
    const inForce = [...database.bans.activeBans('sshd')].map(({ id, bantime, bancount }) => [id, bantime, bancount]);
    expect(inForce).toEqual([
      ['2001:db8::7', -1, 2],
      ['192.0.2.1', 600, 1],
    ]);
    expect(database.bans.history('192.0.2.3', 'sshd')).toEqual({ count: 4, last: 9000 });
    expect([...database.bans.activeBans('gone')].map(({ id }) => id)).toEqual(['192.0.2.4']);
  });

  it('are not there twice when they are taken twice', () => {
    const state = taken();
    importState(state, [], database);
    importState(state, [], database);
    expect([...database.bans.activeBans('sshd')]).toHaveLength(2);
    expect(database.bans.history('192.0.2.3', 'sshd').count).toBe(4);
  });

  it.each([
    ['192.0.2.1', 'lasts longer', 9950, 600, [9950, 600, 3]],
    ['192.0.2.1', 'ends sooner', 9800, 600, [9900, 600, 3]],
    ['2001:db8::7', 'lasts less long', 9950, 600, [100, -1, 3]],
    ['192.0.2.3', 'is all there is in force', 9950, 600, [9950, 600, 4]],
  ])("become one with tsban's own ban of %s, which %s", (id, _which, time, bantime, expected) => {
    database.transaction(() => database.bans.saveBan(banTicket({ jail: 'sshd', id, time, bantime, bancount: 3 })));
    importState(taken(), [], database);
    const found = [...database.bans.activeBans('sshd')].find((ban) => ban.id === id);
    expect([found?.time, found?.bantime, found?.bancount]).toEqual(expected);
  });
});

describe('a log', () => {
  const first = 'the first line\n';
  const sha1 = createHash('sha1').update(first).digest('hex');
  const md5 = createHash('md5').update(first).digest('hex');

  it.each([
    ['SHA-1', sha1],
    ['MD5', md5],
  ])('is read on where the jail was that had read least, if the %s of its first line fits', (_name, hash) => {
    writeFileSync(at('app.log'), `${first}and more\nand more\n`);
    const state = taken(hash, 24);
    importState(state, [], database);
    expect(state.unknownLogs).toEqual([]);
    const position = database.positions.file(at('app.log'));
    expect(position).toMatchObject({ offset: 24, inode: String(statSync(at('app.log')).ino), fingerprintLength: 24 });
  });

  it.each([
    ['is another by now', `another line\n${'x'.repeat(50)}`, sha1],
    ['is shorter', first, sha1],
    ['was never begun', `${first}and more\nand more\n`, ''],
    ['has no whole line', 'the first line', sha1],
  ])('that %s is read anew', (_name, text, hash) => {
    writeFileSync(at('app.log'), text);
    const state = taken(hash, 24);
    expect([state.positions, state.unknownLogs]).toEqual([[], [at('app.log')]]);
  });

  it("is read on from Fail2Ban's place also where tsban has been before, in another file", () => {
    writeFileSync(at('app.log'), `${first}and more\nand more\n`);
    const state = taken(sha1, 24);
    const older = { offset: 9000, inode: '1', device: '1', fingerprint: '', fingerprintLength: 0, older: [] };
    database.transaction(() => database.positions.save({ kind: 'file', path: at('app.log'), ...older }));
    importState(state, [], database);
    expect(database.positions.file(at('app.log'))?.offset).toBe(24);
  });

  it('is read on from where tsban has come to since', () => {
    writeFileSync(at('app.log'), `${first}and more\nand more\n`);
    const state = taken(sha1, 24);
    importState(state, [], database);
    const own = database.positions.file(at('app.log'));
    database.transaction(() => own && database.positions.save({ ...own, offset: 33 }));
    importState(state, [], database);
    expect(database.positions.file(at('app.log'))?.offset).toBe(33);
  });

  it('of a jail that is no more says nothing', () => {
    writeFileSync(at('app.log'), `${first}and more\nand more\n`);
    makeFail2banDatabase(
      at('fail2ban.sqlite3'),
      [],
      [
        ['app', at('app.log'), sha1, 24],
        ['gone', at('app.log'), 'a'.repeat(40), 3],
      ],
    );
    const { positions } = stateToTake(readFail2banDatabase(at('fail2ban.sqlite3')), ['app'], now);
    expect(positions).toMatchObject([{ offset: 24 }]);
  });

  it('that was empty needs no place', () => {
    writeFileSync(at('app.log'), '');
    const { positions, unknownLogs } = taken('', -2);
    expect([positions, unknownLogs]).toEqual([[], []]);
  });

  it('that is gone is told of', () => {
    expect(taken(sha1, 24).unknownLogs).toEqual([at('app.log')]);
  });
});
