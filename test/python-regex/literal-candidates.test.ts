import { describe, expect, it } from 'vitest';
import { PatternError } from '../../src/python-regex/pattern-error.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';
import { exampleOf, mutate, pick, randomFrom } from './example.js';
import { tryCompile } from './places.js';
import { randomPattern } from './random-pattern.js';

const known: readonly (readonly [string, readonly (readonly string[])[]])[] = [
  ['^\\S+ "(?:GET|POST).* HTTP/.*" (?:404|403)', [[' "GET', ' "POST'], [' HTTP/'], ['" 404', '" 403'], ['" 40']]],
  ['Failed \\b(?P<a>pass(?:word|key)) for', [['Failed password for', 'Failed passkey for'], ['Failed pass']]],
  ['(?:abc|def)+ no', [['abc', 'def'], [' no']]],
  ['(?:abc|d\\d+)x', []],
  ['abc|def', [['abc', 'def']]],
  ['abc(?:|def)', [['abc', 'abcdef'], ['abc']]],
  ['(?:(?:a|b)(?:a|b)(?:a|b))xyz', [['axyz', 'bxyz']]],
  ['(?i)abc 123:', [[' 123:']]],
  ['(?:never)?(?!not)(abc)(?(1)\\1|def)', [['abc']]],
  ['ab|c*', []],
];

describe('candidates of literals', () => {
  it.each(known)('of %s', (pattern, candidates) => {
    expect(PythonRegex.compile(pattern).literalCandidates).toEqual(candidates);
  });

  it('have one text each in every match', () => {
    const random = randomFrom(11);
    const words = ['abc', 'foo ', '(?:abc|bca)', '(?P<n>abb|acc)', '(?:ab|c)(?:|ca)'];
    let looked = 0;
    for (let left = 4000; left > 0; left--) {
      const pattern = `${pick(random, words)}(?:${randomPattern(random)})${pick(random, ['', 'x', 'abc'])}`;
      const regex = tryCompile(pattern);
      if (regex instanceof PatternError) continue;
      const { literalCandidates } = regex;
      if (literalCandidates.length === 0) continue;
      for (let texts = 4; texts > 0; texts--) {
        const text = mutate(exampleOf(pattern, random), random).slice(0, 20);
        const found = regex.searchSafely(text)?.group(0);
        if (found === undefined) continue;
        looked += 1;
        const missing = literalCandidates.filter((literals) => !literals.some((literal) => found.includes(literal)));
        expect({ pattern, text, missing }).toMatchObject({ missing: [] });
      }
    }
    expect(looked).toBeGreaterThan(1000);
  });
});
