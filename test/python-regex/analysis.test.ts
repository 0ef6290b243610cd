import { describe, expect, it } from 'vitest';
import { PatternError } from '../../src/python-regex/pattern-error.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';
import { attacks } from './attacks.js';
import { exampleOf, mutate, randomFrom } from './example.js';
import { tryCompile } from './places.js';
import { randomPattern } from './random-pattern.js';

describe('literals', () => {
  it.each([
    ['^Failed password for .* from \\S+$', ['Failed password for ']],
    ['(?P<a>Fail)ed\\b (?!x)(?:by)', ['Failed by']],
    ['x+abc(?:long enough)?', ['abc']],
    ['(?:GET|POST) /', ['GET', 'POST']],
    ['a(?:login|logout)+ \\d', ['login', 'logout']],
    ['(?:refused|\\d+) \\[', [' [']],
    ['(a)?(?(1)yes|never) x', ['yes', 'never']],
    ['(?i)no 12: such', [' 12: ']],
    ['(?i)ab', undefined],
    ['(?:ab)*c?\\d', undefined],
    ['(?=abc)\\w+', undefined],
    ['ab|c*', undefined],
  ])('of %s', (pattern, literals) => {
    expect(PythonRegex.compile(pattern).literals).toEqual(literals);
  });

  it('are in every match, and anchored patterns match nowhere else', () => {
    const random = randomFrom(3);
    let withLiterals = 0;
    let anchored = 0;
    for (let left = 2000; left > 0; left--) {
      const pattern = randomPattern(random);
      const regex = tryCompile(pattern);
      if (regex instanceof PatternError) continue;
      const { literals, isAnchored } = regex;
      if (literals === undefined && !isAnchored) continue;
      for (let texts = 4; texts > 0; texts--) {
        const text = mutate(exampleOf(pattern, random), random).slice(0, 16);
        const match = regex.searchSafely(text);
        if (match === undefined) continue;
        const found = match.group(0) ?? '';
        expect({ pattern, text, isThere: literals?.some((literal) => found.includes(literal)) ?? true }).toMatchObject({
          isThere: true,
        });
        if (isAnchored) expect({ pattern, text, start: match.start }).toMatchObject({ start: 0 });
        if (literals !== undefined) withLiterals++;
        if (isAnchored) anchored++;
      }
    }
    expect(withLiterals).toBeGreaterThan(800);
    expect(anchored).toBeGreaterThan(80);
  });
});

describe('risk', () => {
  it.each([
    ['^(a+)+$', 'exponential'],
    ['(?:\\w+\\s?)*x', 'exponential'],
    ['(?:a|ab|b)*c', 'exponential'],
    ['(?:a|ab)*c', 'polynomial'],
    ['^(?:user=[^,]*|\\w+=[^,]*, )*x', 'exponential'],
    ['(?:a?b?)*c', 'exponential'],
    ['^(?:[^,]*,)*x', 'none'],
    ['(?:[^,]*,)*x', 'polynomial'],
    ['^(?:\\w+ )*x', 'none'],
    ['(?>(?:a+)+)b', 'exponential'],
    ['^(?:a++)+b', 'none'],
    ['^(?!.*x).*y', 'none'],
    ['^(?:(?!.*x).)*y', 'polynomial'],
    ['from \\S+ x', 'none'],
    ['from .+ x', 'polynomial'],
    ['^a.*b.*c', 'polynomial'],
    ['\\s+\\s*$', 'polynomial'],
    ['^[^ ]* [^ ]* x', 'none'],
    ['a*b*a*c', 'polynomial'],
    ['^\\S+ failed$', 'none'],
  ])('of %s is %s', (pattern, risk) => {
    expect(PythonRegex.compile(pattern).risk).toBe(risk);
  });

  it('is seen in all that attacks by loops and neighbours', () => {
    const unseen = attacks
      .map(({ pattern }) => pattern)
      .filter((pattern) => PythonRegex.compile(pattern).risk === 'none');
    expect(unseen).toEqual([]);
  });
});
