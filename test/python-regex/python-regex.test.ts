import { describe, expect, it } from 'vitest';
import { PatternError } from '../../src/python-regex/pattern-error.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';
import { type Answer, type Case, readCases } from './cases.js';
import { type Engine, engines } from './places.js';

function answer(search: Engine, { pattern, text, flags = '' }: Case): Answer {
  try {
    const regex = PythonRegex.compile(pattern, { multiline: flags.includes('m'), ignoreCase: flags.includes('i') });
    const match = search(regex, text);
    if (match === undefined) return null;
    const groups = Array.from({ length: regex.groupCount }, (_, i) => match.group(i + 1) ?? null);
    return [match.start, match.end, ...groups];
  } catch (error) {
    if (error instanceof PatternError) return { error: error.message };
    throw error;
  }
}

describe.each(engines)('%s against the answers of CPython', (_name, search) => {
  it.each(readCases('cases'))('$pattern on $text', (one) => {
    expect(answer(search, one)).toEqual(one.expected);
  });

  it('agrees on patterns and texts thrown together at random', () => {
    const random = readCases('random');
    expect(random).toHaveLength(1500);
    expect(random.map((one) => answer(search, one))).toEqual(random.map(({ expected }) => expected));
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
    ['(a{1000}){1000}', 'the pattern is too large'],
    ['(?:(?:a?b?){99}){99}', 'the pattern is too large'],
  ])('refuses what would only fail later', (pattern, problem) => {
    expect(() => PythonRegex.compile(pattern)).toThrow(problem);
  });
});

describe('a reference that ignores case', () => {
  it.each(['(?i)([-/])x\\1', '(?i)(\\.|--?)x\\1', '(?i)((?:[0-9]:)+)x\\1'])(
    'is quick where its group has no case: %s',
    (pattern) => {
      const regex = PythonRegex.compile(pattern);
      expect(regex.isSafe).toBe(false);
      for (const text of ['-X-', '-x/', '/x-/x/', '.x.', '--X--', '--x-', '1:2:x1:2:', '1:x2:', '-x\u2010']) {
        expect(regex.search(text)?.group(0)).toBe(regex.searchSafely(text)?.group(0));
      }
    },
  );

  it.each(['(?i)([-a])x\\1', '(?i)([^-])x\\1', '(?i)(.)x\\1', '(?i)(\\w)x\\1', '(?i)(é)x\\1'])(
    'is not where it has: %s',
    (pattern) => {
      expect(PythonRegex.compile(pattern).isSafe).toBe(true);
    },
  );
});
