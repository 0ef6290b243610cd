import { describe, expect, it } from 'vitest';
import { parseJournalEntry } from '../../src/source/journal-entry.js';

const own = { __CURSOR: 'c1', __REALTIME_TIMESTAMP: '1795249654828756', __MONOTONIC_TIMESTAMP: '12345678' };
const parse = (fields: object): ReturnType<typeof parseJournalEntry> =>
  parseJournalEntry(JSON.stringify({ ...own, ...fields }));

describe('parseJournalEntry', () => {
  it.each<[string, object, string]>([
    ['all parts', { _HOSTNAME: 'box', SYSLOG_IDENTIFIER: 'sshd', SYSLOG_PID: '7', MESSAGE: 'hi' }, 'box sshd[7]: hi'],
    ['identifier and pid of their own', { _COMM: 'sshd', _PID: '8', MESSAGE: 'hi' }, 'sshd[8]: hi'],
    [
      'SYSLOG_ before the trusted fields',
      { SYSLOG_IDENTIFIER: 'a', _COMM: 'b', SYSLOG_PID: '1', _PID: '2', MESSAGE: 'm' },
      'a[1]: m',
    ],
    ['no pid', { _HOSTNAME: 'box', SYSLOG_IDENTIFIER: 'su', MESSAGE: 'hi' }, 'box su: hi'],
    ['only a message', { MESSAGE: 'hi' }, 'hi'],
    ['no message', { _HOSTNAME: 'box', SYSLOG_IDENTIFIER: 'su' }, 'box su:'],
    [
      'the kernel',
      { _HOSTNAME: 'box', SYSLOG_IDENTIFIER: 'kernel', MESSAGE: 'IN=eth0' },
      'box kernel: [   12.345678] IN=eth0',
    ],
    [
      'the kernel by its own clock',
      { SYSLOG_IDENTIFIER: 'kernel', _SOURCE_MONOTONIC_TIMESTAMP: '1', MESSAGE: 'x' },
      'kernel: [    0.000001] x',
    ],
    ['lines', { SYSLOG_IDENTIFIER: 'x', MESSAGE: 'a\nb\n' }, 'x: a\\nb\\n'],
    ['bytes', { MESSAGE: [...Buffer.from('a\u001bé'), 0xff] }, 'a\u001bé\uFFFD'],
    ['several values', { SYSLOG_IDENTIFIER: ['x', 'y'], MESSAGE: ['a', [0x62, 0x0a]] }, 'x y: a b\\n'],
    ['a field too long', { SYSLOG_IDENTIFIER: 'x', MESSAGE: null }, 'x:'],
  ])('%s', (_name, fields, text) => {
    expect(parse(fields)?.text).toBe(text);
  });

  it('takes the time of the source where there is one', () => {
    expect(parse({})?.time).toBe(1795249654.828756);
    expect(parse({ _SOURCE_REALTIME_TIMESTAMP: '1700000000500000' })?.time).toBe(1700000000.5);
  });

  it.each([
    '',
    '{',
    '-- Reboot --',
    'null',
    '[]',
    '{}',
    '{"__CURSOR":"c"}',
    '{"__CURSOR":"c","__REALTIME_TIMESTAMP":"x"}',
  ])('is nothing for %j', (json) => {
    expect(parseJournalEntry(json)).toBeUndefined();
  });
});
