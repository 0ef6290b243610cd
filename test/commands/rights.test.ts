import { describe, expect, it } from 'vitest';
import { includes, type Right, rightFor } from '../../src/commands/rights.js';

describe('rightFor', () => {
  it.each<[Right, readonly string[]]>([
    [
      'read',
      [
        'ping',
        'ping 3',
        'version',
        'echo a',
        'server-status',
        'status',
        'status --all',
        'status sshd short',
        'stats',
        'statistic',
        'statistics',
        'banned',
        'banned 203.0.113.1',
        'get loglevel',
        'get sshd banip --with-time',
        'get sshd actions',
        'get action maxretry',
        'why 203.0.113.1',
      ],
    ],
    [
      'ban',
      [
        'unban --all',
        'unban 203.0.113.1',
        'set sshd banip 203.0.113.1',
        'set sshd unbanip --report-absent 203.0.113.1',
        'set sshd attempt 203.0.113.1 line',
        'set banip attempt',
      ],
    ],
    [
      'root',
      [
        '',
        'stop',
        'stop sshd',
        'start sshd',
        'restart sshd',
        'reload',
        'reload --plan',
        'flushlogs',
        'add sshd',
        'sleep 5',
        'set loglevel DEBUG',
        'set sshd',
        'set banip',
        'set banip maxretry 5',
        'set sshd maxretry 5',
        'set sshd ignorecommand banip',
        'set sshd addaction unbanip',
        'set sshd action nft actionban x',
        'get sshd action mail apikey',
        'get sshd ignorecommand',
        'Status',
        'toString',
        '__proto__',
      ],
    ],
  ])('is %s', (right, commands) => {
    for (const command of commands) expect([command, rightFor(command.split(' '))]).toEqual([command, right]);
  });

  it('of no words is everything', () => {
    expect(rightFor([])).toBe('root');
  });
});

describe('includes', () => {
  it('goes from looking over banning to everything', () => {
    const all: readonly Right[] = ['read', 'ban', 'root'];
    expect(all.map((given) => all.filter((needed) => includes(given, needed)))).toEqual([
      ['read'],
      ['read', 'ban'],
      ['read', 'ban', 'root'],
    ]);
  });
});
