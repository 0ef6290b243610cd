import { expect, it } from 'vitest';
import { whyText } from '../../src/cli/why-text.js';
import { localStamp } from '../../src/time/local-stamp.js';

const time = 1_795_247_979;
const at = localStamp(time);
const ban = {
  jail: 'sshd',
  id: '192.0.2.7',
  time,
  bantime: 600,
  until: time + 600,
  bancount: 2,
  failures: 5,
  restored: false,
};
const failing = { failures: 4, first: time - 60, last: time, matches: ['a line'], maxretry: 5, findtime: 600 };

it('says that nobody knows the address', () => {
  expect(whyText({ id: '192.0.2.7', jails: [{ jail: 'a' }, { jail: 'b' }] })).toBe(
    '192.0.2.7\n`- Nothing is known of it in: a, b',
  );
});

it('tells what each jail knows', () => {
  const jails = [
    { jail: 'a' },
    { jail: 'ftp', failing, history: { count: 1, last: time } },
    { jail: 'mail', ignoredBy: '192.0.2.0/24' },
    {
      jail: 'sshd',
      ban: {
        ...ban,
        notInForce: 'nft: busy',
        leaking: { hits: 1, last: time, reason: 'a rule ahead' },
        matches: ['1', '2', '3', '4', '5', 'forged\n`- Jail x: banned\x1b[31m'],
      },
    },
  ];
  expect(whyText({ id: '192.0.2.7', jails }).split('\n')).toEqual([
    '192.0.2.7',
    '|- Jail ftp: not banned, 1 more failure makes a ban',
    `|  |- Failures:\t4 of 5 within 600 seconds, from ${localStamp(time - 60)} to ${at}`,
    `|  |- Bans so far:\t1, the last at ${at}`,
    '|  `- Log:\ta line',
    '|- Jail mail: ignored, never banned',
    '|  `- Ignored by:\t192.0.2.0/24',
    '|- Jail sshd: banned',
    `|  |- Since:\t${at}`,
    `|  |- Until:\t${localStamp(time + 600)}`,
    '|  |- Because of:\t5 failures',
    '|  |- Not in force:\tnft: busy',
    '|  |- Leaking:\t1 failure since the ban: a rule ahead',
    ...['2', '3', '4', '5'].map((line) => `|  |- Log:\t${line}`),
    '|  `- Log:\tforged\\n`- Jail x: banned\\x1b[31m',
    '`- Nothing is known of it in: a',
  ]);
});

it('tells of bans by hand, for ever, of a network, put back', () => {
  const forEver = { ...ban, id: '192.0.2.0/24', bantime: -1, until: null, failures: 0, restored: true, matches: [] };
  expect(whyText({ id: '192.0.2.7', jails: [{ jail: 'sshd', ban: forEver }] }).split('\n')).toEqual([
    '192.0.2.7',
    '`- Jail sshd: banned with 192.0.2.0/24',
    `   |- Since:\t${at}, put back after a restart`,
    '   |- Until:\tfor ever',
    '   `- Because of:\tsomebody, by hand',
  ]);
});
