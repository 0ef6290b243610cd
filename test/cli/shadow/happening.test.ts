import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Happening, readLine, readMessage } from '../../../src/cli/shadow/happening.js';
import { localStamp } from '../../../src/time/local-stamp.js';

const jail = 'app';
const id = '192.0.2.1';
const time = new Date(2026, 10, 22, 1, 53, 25).getTime() / 1000;
const ban: Happening = { kind: 'ban', jail, id };

describe('a line of the log', () => {
  it.each([
    '2026-11-22 01:53:26,499 fail2ban.actions        [25662]: NOTICE  [app] Ban 192.0.2.1',
    '2026-11-22 01:53:26,499 fail2ban.actions[25662]: NOTICE [app] Ban 192.0.2.1',
    'fail2ban.actions        [25662]: NOTICE  [app] Ban 192.0.2.1',
    'Nov  2 01:53:26 host fail2ban.actions[25662]: NOTICE [app] Ban 192.0.2.1',
    '2026-11-22T01:53:26.499+00:00 host fail2ban.actions[25662]: NOTICE [app] Ban 192.0.2.1',
    'host fail2ban.actions[25662]: NOTICE [app] Ban 192.0.2.1',
    'host fail2ban[25662]: fail2ban.actions[25662]: NOTICE [app] Ban 192.0.2.1',
    'host fail2ban[25662]: [app] Ban 192.0.2.1',
    'host fail2ban-server[9]: 2026-11-22 01:53:26,499 fail2ban.actions        [9]: NOTICE  [app] Ban 192.0.2.1',
  ])('%s', (line) => {
    expect(readLine(line)).toEqual(ban);
  });

  it.each([
    '',
    'Nov 22 01:53:26 host sshd[1]: Invalid user fail2ban.actions[1]: NOTICE [app] Ban 192.0.2.1',
    'Nov 22 01:53:26 host sshd[1]: x fail2ban.actions[1]: NOTICE [app] Ban 192.0.2.1',
    '2026-11-22 01:53:26,499 fail2ban.actions        [25662]: ERROR   Failed to execute ban [app] Ban 192.0.2.1',
    'host fail2ban[25662]: Failed to execute ban [app] Ban 192.0.2.1',
    'host sshd[1]: [app] Ban 192.0.2.1',
    '2026-11-22 01:53:26,499 fail2ban.filter         [25662]: INFO    [app] Attempt 192.0.2.1 - 2026-11-22 01:53:25',
    '2026-11-22 01:53:26,499 fail2ban.observer       [1]: INFO    [app] Found 192.0.2.1, bad - 2026-11-22 01:53:25, 1 # -> 2.0',
  ])('that tells of nothing: %s', (line) => {
    expect(readLine(line)).toBeUndefined();
  });
});

describe('a message', () => {
  it.each([
    ['[app] Found 192.0.2.1 - 2026-11-22 01:53:25', { kind: 'found', jail, id, time }],
    ['[app] Found a - b - 2026-11-22 01:53:25', { kind: 'found', jail, id: 'a - b', time }],
    ['[app] Ban 192.0.2.1', ban],
    ['[app] Ban [web] Ban 192.0.2.1', { ...ban, id: '[web] Ban 192.0.2.1' }],
    ['[app] Restore Ban 192.0.2.1', { kind: 'restored', jail, id }],
    ['[app] 192.0.2.1 already banned', { kind: 'already', jail, id }],
    ['[app] Unban 192.0.2.1', { kind: 'unban', jail, id }],
    ['[app] Repeal Ban 192.0.2.1', { kind: 'unban', jail, id }],
    ['[app] Ignore 192.0.2.1 by ip', { kind: 'ignored', jail, id, by: 'ip' }],
    ['[app] Ignore 192.0.2.1, expired bantime', { kind: 'expired', jail, id }],
    ['[app] Increase Ban 192.0.2.1 (2 # 8s -> 2026-11-22 01:53:25)', { kind: 'increased', jail, id, end: time }],
    ['[app] Increase Ban 192.0.2.1 (2 # permanent -> infinite)', { kind: 'increased', jail, id, end: Infinity }],
    ["Jail 'app' started", { kind: 'started', jail }],
    ["Jail 'app' stopped", { kind: 'stopped', jail }],
    ['Starting Fail2ban v1.0.2', { kind: 'begun' }],
    ['Shutdown in progress...', { kind: 'ended' }],
    ['Reload finished.', { kind: 'reloaded' }],
  ])('%s', (message, happening) => {
    expect(readMessage(message)).toEqual(happening);
  });

  it('of any id is of that id, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (any) => {
        expect(readMessage(`[app] Ban ${any}`)).toEqual({ ...ban, id: any });
        expect(readMessage(`[app] Found ${any} - ${localStamp(time)}`)).toEqual({ kind: 'found', jail, id: any, time });
      }),
    );
  });
});
