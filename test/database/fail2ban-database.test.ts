import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFail2banDatabase } from '../../src/database/fail2ban-database.js';
import { makeFail2banDatabase } from '../support/fail2ban-database.js';

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-fail2ban-db-'));
  file = join(directory, 'fail2ban.sqlite3');
});

afterEach(() => rmSync(directory, { recursive: true }));

const ban = { jail: 'sshd', ip: '192.0.2.1', timeofban: 1000, bantime: 600 };

describe("Fail2Ban's database", () => {
  it('is read with what made each ban, and not changed', () => {
    const data = JSON.stringify({
      matches: [['Nov 21 ', '08:00:00', ' sshd: no'], 'second line'],
      failures: 2,
      user: 'root',
      users: ['root', 'bob'],
      ip4: '192.0.2.1',
    });
    makeFail2banDatabase(file, [{ ...ban, bancount: 3, data }], [['sshd', '/var/log/auth.log', 'ab', 17]]);
    const before = readFileSync(file);
    const state = readFail2banDatabase(file);
    expect(state.bans).toEqual([
      {
        ...{ jail: 'sshd', id: '192.0.2.1', time: 1000, bantime: 600, bancount: 3, failures: 2, restored: true },
        matches: ['Nov 21 08:00:00 sshd: no', 'second line'],
        fields: { user: 'root', users: ['root', 'bob'], ip4: '192.0.2.1' },
      },
    ]);
    expect(state.logs).toEqual([{ jail: 'sshd', path: '/var/log/auth.log', firstLineHash: 'ab', place: 17 }]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([null, '', 'no json', '[1]', '{"matches": 7, "failures": "x"}'])('takes a ban whose data is %s', (data) => {
    makeFail2banDatabase(file, [{ ...ban, data }]);
    expect(readFail2banDatabase(file).bans[0]).toMatchObject({ id: '192.0.2.1', failures: 0, matches: [] });
  });

  it('takes a time that nobody knows for one that is over', () => {
    makeFail2banDatabase(file, [{ ...ban, bantime: -2, bancount: 0 }]);
    expect(readFail2banDatabase(file).bans[0]).toMatchObject({ bantime: 0, bancount: 1 });
  });

  it.each([
    ['is missing', () => undefined, /there is none/],
    ['is none', () => writeFileSync(file, 'a text of some length, and no database\n'.repeat(50)), /can't be read/],
    ['is older', () => makeFail2banDatabase(file, [], [], 2), /version 2, not 4: start a newer Fail2Ban/],
    ['is newer', () => makeFail2banDatabase(file, [], [], 5), /version 5, not 4: that of a Fail2Ban newer than/],
  ])('says what to do where it %s', (_name, make, message) => {
    make();
    expect(() => readFail2banDatabase(file)).toThrow(message);
  });
});
