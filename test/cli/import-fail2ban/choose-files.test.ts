import { describe, expect, it } from 'vitest';
import { choose, type Fail2banFile, toCompare } from '../../../src/cli/import-fail2ban/choose-files.js';

const file = (path: string, origin: Fail2banFile['origin'], isUsed = false): Fail2banFile => ({ path, origin, isUsed });

describe('of the files of Fail2Ban', () => {
  it.each([
    ['jail.local', 'own'],
    ['jail.local', undefined],
    ['jail.d/defaults-debian.conf', 'stock'],
    ['filter.d/app.conf', 'own'],
    ['filter.d/sshd.local', undefined],
    ['action.d/mail.conf', 'changed'],
  ] as const)('%s (%s) is taken', (path, origin) => {
    expect(choose(file(path, origin), 'nothing').isTaken).toBe(true);
  });

  it.each([
    ['jail.conf', 'stock'],
    ['jail.conf', 'changed'],
    ['paths-debian.conf', undefined],
    ['fail2ban.local', 'own'],
    ['fail2ban.d/log.conf', 'own'],
    ['filter.d/squid.conf', 'stock'],
    ['filter.d/squid.conf', undefined],
    ['action.d/smtp.py', 'own'],
    ['jail.local.orig', 'own'],
  ] as const)('%s (%s) is left', (path, origin) => {
    expect(choose(file(path, origin), 'nothing').isTaken).toBe(false);
  });

  it.each(['stock', undefined] as const)('one that a jail uses is taken where tsban has none (%s)', (origin) => {
    expect(choose(file('filter.d/squid.conf', origin, true), 'nothing').isTaken).toBe(true);
    expect(choose(file('filter.d/sshd.conf', origin, true), 'another').isTaken).toBe(false);
  });

  it('nothing is written over', () => {
    const { isTaken, why } = choose(file('jail.local', 'own'), 'another');
    expect([isTaken, why]).toEqual([false, 'another file is there already: compare the two']);
    expect(choose(file('jail.local', 'own'), 'the same').isTaken).toBe(false);
  });

  it.each([
    ['jail.local', 'own', false, true],
    ['filter.d/sshd.conf', 'changed', false, true],
    ['filter.d/sshd.conf', undefined, true, true],
    ['filter.d/sshd.conf', 'stock', true, false],
    ['filter.d/sshd.conf', 'stock', false, false],
    ['filter.d/sshd.conf', undefined, false, false],
  ] as const)('%s (%s, used: %s) that is another there has to be compared: %s', (path, origin, isUsed, isSo) => {
    expect(choose(file(path, origin, isUsed), 'another').why === toCompare).toBe(isSo);
  });
});
