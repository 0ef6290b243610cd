import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PatternError } from '../../src/python-regex/pattern-error.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';

type Answer = { error: string } | (number | string | null)[] | null;
interface Case {
  pattern: string;
  text: string;
  flags?: string;
  expected: Answer;
}

/** Written by fixtures/python-regex/answer.py. */
function readCases(name: string): Case[] {
  return JSON.parse(readFileSync(`fixtures/python-regex/${name}.json`, 'utf8')) as Case[];
}

function answer({ pattern, text, flags = '' }: Case): Answer {
  try {
    const regex = PythonRegex.compile(pattern, { multiline: flags.includes('m'), ignoreCase: flags.includes('i') });
    const match = regex.search(text);
    if (match === undefined) return null;
    const groups = Array.from({ length: regex.groupCount }, (_, i) => match.group(i + 1) ?? null);
    return [match.start, match.end, ...groups];
  } catch (error) {
    if (error instanceof PatternError) return { error: error.message };
    throw error;
  }
}

describe('PythonRegex against the answers of CPython', () => {
  const cases = readCases('cases');
  const isFlagged = ({ pattern, expected }: Case) =>
    (expected === null || Array.isArray(expected)) && PythonRegex.compile(pattern).caveats.length > 0;

  it.each(cases.filter((one) => !isFlagged(one)))('$pattern on $text', (one) => {
    expect(answer(one)).toEqual(one.expected);
  });

  it('flags only what it can get wrong', () => {
    const wronglyFlagged = cases.filter(
      (one) => isFlagged(one) && JSON.stringify(answer(one)) === JSON.stringify(one.expected),
    );
    // This one comes out right by luck of its text.
    expect(wronglyFlagged.map(({ pattern }) => pattern)).toEqual(['(?:(?P<x>a)|b)+(?P=x)']);
  });

  it('agrees on patterns and texts thrown together at random', () => {
    const random = readCases('random').filter((one) => !isFlagged(one));
    expect(random.length).toBeGreaterThan(1300);
    expect(random.map(answer)).toEqual(random.map(({ expected }) => expected));
  });
});

describe('caveats', () => {
  it.each([
    ['(?:(?P<a>a)|b)*', 1],
    ['(?:(a)|b)*', 0],
    ['(?:(a)|b)*\\1', 1],
    ['(?:(?P<a>a)b)*', 0],
    ['(?P<a>a*)*', 1],
    ['(?:a??)*', 1],
    ['(?:a*b*)*', 0],
    ['(?i)(a)\\1', 1],
    ['(?(1)a|b)(c)', 1],
  ])('%s has %i where only names matter', (pattern, count) => {
    expect(PythonRegex.compile(pattern, { namedOnly: true }).caveats).toHaveLength(count);
  });
});

describe('PythonMatch', () => {
  it('tells spans in UTF-16 code units when asked to', () => {
    const match = PythonRegex.compile('(é)(?P<x>b)?', { indices: true }).search('😀é');
    expect([match?.span(0), match?.span(1), match?.span('x')]).toEqual([[2, 3], [2, 3], undefined]);
  });

  it('names only the groups that took part', () => {
    const match = PythonRegex.compile('(?P<a>a)|(?P<b>b)').search('b');
    expect(match?.named()).toEqual({ b: 'b' });
  });

  it('searches from a place without taking it for the start', () => {
    const regex = PythonRegex.compile('^a|b');
    expect(regex.search('aab', 1)).toMatchObject({ start: 2, end: 3 });
  });

  it('leaves unnamed groups out when only names matter, except where the pattern refers to them', () => {
    const regex = PythonRegex.compile('(x)(y)\\2(?P<n>z)', { namedOnly: true });
    const match = regex.search('xyyz');
    expect([match?.group(1), match?.group('n'), match?.group(3)]).toEqual([undefined, 'z', 'z']);
  });
});

describe('PatternError', () => {
  it('points at the character at fault', () => {
    expect(() => PythonRegex.compile('😀*+*')).toThrow(expect.objectContaining({ pattern: '😀*+*', index: 3 }));
  });

  it.each([
    ['a{99999999999}', 'the repetition number is too large at position 2'],
    ['\\N{DIGIT ONE}', 'write the character itself at position 0'],
  ])('%s', (pattern, problem) => {
    expect(() => PythonRegex.compile(pattern)).toThrow(problem);
  });

  it.each([
    ['(?:a?b){3}'.repeat(20_000), 'the pattern is too large'],
    ['('.repeat(20_000) + ')'.repeat(20_000), 'the pattern is nested too deeply'],
  ])('refuses what would only fail later', (pattern, problem) => {
    expect(() => PythonRegex.compile(pattern)).toThrow(problem);
  });
});
