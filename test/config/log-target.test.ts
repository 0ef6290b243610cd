import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/configuration.js';
import { readLogTarget } from '../../src/config/log-target.js';
import { levelAt } from '../../src/config/server-words.js';

describe('readLogTarget', () => {
  it.each([
    ['/var/log/x.log', { kind: 'file', name: '/var/log/x.log' }],
    ['./x.log[padding=off]', { kind: 'file', name: './x.log' }],
    ['stdout', { kind: 'stdout', name: 'stdout' }],
    ['SYSOUT', { kind: 'stdout', name: 'SYSOUT' }],
    ['STDERR', { kind: 'stderr' }],
    ['SYSLOG', { kind: 'syslog', facility: 3, complaints: [] }],
    ['SYSLOG[facility=AuthPriv]', { facility: 10, complaints: [] }],
    ['SYSLOG[facility=local7]', { facility: 23 }],
    ['SYSLOG[facility=bogus]', { facility: 3, complaints: ["Unable to set facility 'bogus', using 'DAEMON'"] }],
    ['SYSLOG[color=on]', { complaints: ["'color' is no option of a logtarget"] }],
    ['SYSTEMD-JOURNAL', { kind: 'journal', name: 'SYSTEMD-JOURNAL' }],
  ])('%s', (text, target) => {
    expect(readLogTarget(text)).toMatchObject(target);
  });

  it.each([
    ['bogus', "'bogus' is no logtarget"],
    ['', 'is not of the form'],
    ['STDOUT[format="%(bogus)s"]', "'bogus' is no field of a log format; use asctime, "],
    ['STDOUT[format="50% %(message)s"]', 'write %% for %'],
    ['STDOUT[format=', 'close its bracket'],
  ])('refuses %s', (text, message) => {
    expect(() => readLogTarget(text)).toThrow(ConfigError);
    expect(() => readLogTarget(text)).toThrow(message);
  });
});

describe('levelAt', () => {
  it.each([
    ['CRITICAL', 'critical'],
    ['notice', 'notice'],
    ['MSG', 'debug'],
    ['HeavyDebug', 'debug'],
    ['50', 'critical'],
    ['35', 'warning'],
    ['25', 'notice'],
    ['17', 'debug'],
    ['0', 'debug'],
    ['-1', undefined],
    ['bogus', undefined],
    ['', undefined],
  ])('%j is %s', (loglevel, level) => {
    expect(levelAt(loglevel)).toBe(level);
  });
});
