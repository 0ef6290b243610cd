import { describe, expect, it } from 'vitest';
import { journalMatches, parseJournalOptions } from '../../src/source/journal-options.js';
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

describe('journalMatches', () => {
  it.each<[string, string[], string[]]>([
    ['none', [], []],
    ['one', ['_SYSTEMD_UNIT=ssh.service'], ['_SYSTEMD_UNIT=ssh.service']],
    ['terms and an alternative', ['A=1 B=2 + C=3'], ['A=1', 'B=2', '+', 'C=3']],
    ['lines', ['A=1', '', 'B=2'], ['A=1', '+', 'B=2']],
    ['quotes', [`"A=b c" B='d "e' C=f\\ g D="h\\"i"`], ['A=b c', 'B=d "e', 'C=f g', 'D=h"i']],
  ])('%s', (_name, lines, matches) => {
    expect(journalMatches(lines)).toEqual(matches);
  });

  it.each(['--vacuum-size=1', '/bin/sh', 'message=x', 'A', '=x'])('refuses %s', (term) => {
    expect(() => journalMatches([term])).toThrow(SourceError);
  });
});

describe('journalctlArguments', () => {
  const varying = (journal: object, range: JournalRange): string =>
    journalctlArguments(journal, ['A=1'], range).slice(5).join(' ');

  it.each<[object, JournalRange, string]>([
    [{}, { kind: 'last' }, '--lines=1 -- A=1'],
    [{}, { kind: 'since', time: 1700000000.5 }, '--follow --no-tail --since=@1700000000.500000 -- A=1'],
    [{}, { kind: 'after', cursor: 's=1;i=2' }, '--follow --no-tail --after-cursor=s=1;i=2 -- A=1'],
    [{ journalpath: '/j' }, { kind: 'last' }, '--lines=1 --directory=/j -- A=1'],
    [{ journalfiles: ['/a', '/b*'] }, { kind: 'last' }, '--lines=1 --file=/a --file=/b* -- A=1'],
    [{ namespace: 'mail', journalflags: 4 }, { kind: 'last' }, '--lines=1 --namespace=mail --merge --system -- A=1'],
  ])('%j %j', (journal, range, expected) => {
    expect(varying(journal, range)).toBe(expected);
  });
});
