import { describe, expect, it } from 'vitest';
import { fitsMatch, matchedFields, matchWords, parseJournalMatch, unionOf } from '../../src/source/journal-match.js';
import { SourceError } from '../../src/source/source-error.js';

describe('parseJournalMatch', () => {
  it.each<[string, string[], string[]]>([
    ['none', [], []],
    ['one', ['_SYSTEMD_UNIT=ssh.service'], ['_SYSTEMD_UNIT=ssh.service']],
    ['terms and an alternative', ['A=1 B=2 + C=3'], ['A=1', 'B=2', '+', 'C=3']],
    ['lines', ['A=1', '', 'B=2'], ['A=1', '+', 'B=2']],
    ['quotes', [`"A=b c" B='d "e' C=f\\ g D="h\\"i"`], ['A=b c', 'B=d "e', 'C=f g', 'D=h"i']],
    ['alternatives with nothing in them', ['+ A=1 + + B=2 +'], ['A=1', '+', 'B=2']],
    ['the same field twice, apart', ['A=1 B=2 A=3'], ['A=1', 'A=3', 'B=2']],
    ['an empty value, and an equals sign in one', ['A= B=c=d'], ['A=', 'B=c=d']],
  ])('%s', (_name, lines, words) => {
    expect(matchWords(parseJournalMatch(lines))).toEqual(words);
  });

  it.each(['--vacuum-size=1', '/bin/sh', 'message=x', 'A', '=x', '__CURSOR=x', '_=x', 'A=\0'])('refuses %j', (word) => {
    expect(() => parseJournalMatch([word])).toThrow(SourceError);
  });
});

describe('fitsMatch', () => {
  const fields = { A: '1', B: ['2', '3'], C: [0x1b, 0xc3, 0xa9], D: ['x', [0x0a, 0xff]], E: '', N: null };

  it.each<[string, boolean]>([
    ['', true],
    ['A=1', true],
    ['A=2', false],
    ['A=1 B=2', true],
    ['A=1 B=9', false],
    ['A=1 A=9', true],
    ['A=8 A=9', false],
    ['A=9 B=2 + A=1', true],
    ['A=9 + B=9', false],
    ['B=3', true],
    ['C=\u001bé', true],
    ['C=é', false],
    ['D=x', true],
    ['"D=\n\uFFFD"', false],
    ['E=', true],
    ['N=', false],
    ['Z=', false],
  ])('%j: %s', (line, fits) => {
    expect(fitsMatch(parseJournalMatch([line]), fields)).toBe(fits);
  });
});

describe('unionOf', () => {
  const union = (...lines: string[]) => unionOf(lines.map((line) => parseJournalMatch([line])));

  it('has each alternative once', () => {
    expect(matchWords(union('A=1 B=2 + C=3', 'C=3', 'A=1'))).toEqual(['A=1', 'B=2', '+', 'C=3', '+', 'A=1']);
    expect(matchedFields(union('A=1 B=2', 'A=1'))).toEqual(['A', 'B', 'A']);
  });

  it('is everything where anybody wants everything', () => {
    expect(union('A=1', '')).toEqual([]);
  });
});
