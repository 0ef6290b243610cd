import { describe, expect, it } from 'vitest';
import { parseJournalMatch } from '../../src/source/journal-match.js';
import { parseJournalOptions } from '../../src/source/journal-options.js';
import { type JournalRange, journalctlArguments } from '../../src/source/journalctl-arguments.js';
import { SourceError } from '../../src/source/source-error.js';

describe('parseJournalOptions', () => {
  it.each<[string, object]>([
    ['systemd', {}],
    ['systemd[]', {}],
    ['systemd[journalpath=/var/log/journal]', { journalpath: '/var/log/journal' }],
    ['systemd[journalfiles="/a/x, /b*", rotated=on]', { journalfiles: ['/a/x', '/b*'] }],
    ["systemd[namespace='mail', journalflags=5]", { namespace: 'mail', journalflags: 5 }],
  ])('%s', (backend, options) => {
    expect(parseJournalOptions(backend)).toEqual(options);
  });

  it('refuses flags that are no number', () => {
    expect(() => parseJournalOptions('systemd[journalflags=local]')).toThrow(SourceError);
  });
});

describe('journalctlArguments', () => {
  const match = parseJournalMatch(['A=1 B=2 + A=3']);
  const varying = (journal: object, range: JournalRange): string =>
    journalctlArguments(journal, match, range).slice(5).join(' ');
  const atCursor = { kind: 'cursor', cursor: 's=1;i=2' } as const;

  it.each<[object, JournalRange, string]>([
    [{}, 'last', '--lines=1'],
    [
      {},
      { from: { kind: 'since', time: 1700000000.5 }, follow: true },
      '--follow --no-tail --since=@1700000000.500000',
    ],
    [{}, { from: atCursor, follow: true }, '--follow --no-tail --cursor=s=1;i=2'],
    [{}, { from: atCursor, follow: false }, '--cursor=s=1;i=2'],
    [{ journalpath: '/j' }, { from: { kind: 'first' }, follow: false }, '--merge --directory=/j'],
    [{ journalfiles: ['/a', '/b*'] }, 'last', '--lines=1 --merge --file=/a --file=/b*'],
    [{ namespace: 'mail', journalflags: 4 }, 'last', '--lines=1 --namespace=mail --merge --system'],
    [{ journalflags: 9 }, 'last', '--lines=1 --user'],
  ])('%j %j', (journal, range, expected) => {
    expect(varying(journal, range)).toBe(`${expected} -- A=1 B=2 + A=3`);
  });

  it('asks for the fields that decide, each once', () => {
    const [, fields] = journalctlArguments({}, parseJournalMatch(['_COMM=a PRIORITY=3 + PRIORITY=4']), 'last');
    expect(fields).toMatch(/^--output-fields=.*,PRIORITY$/);
    expect(fields?.match(/_COMM/g)).toHaveLength(1);
  });
});
