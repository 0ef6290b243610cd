import { describe, expect, it } from 'vitest';
import { compileBitProgram } from '../../src/python-regex/compile-bit-program.js';
import { PatternError } from '../../src/python-regex/pattern-error.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';
import { Sieve } from '../../src/python-regex/sieve.js';
import { expandTags } from '../../src/filter/tags.js';
import { exampleOf, mutate, randomFrom } from './example.js';
import { tryCompile } from './places.js';
import { randomPattern } from './random-pattern.js';

const sieveOf = ({ parsed }: PythonRegex) => new Sieve(compileBitProgram(parsed, () => false));

const long = 65_536;
const knownBack: readonly (readonly [pattern: string, text: string])[] = [
  ['^(a+)+$', `${'a'.repeat(long)}!`],
  ['^<HOST> -.*(?:\\w+\\s?)*login failed from$', `192.0.2.1 -${'a'.repeat(long)} login failed!`],
  ['^F, (?:(?!ip=)(?:user=[^,]*|\\w+=[^,]*), )*ip=\\[<HOST>\\]$', `F, ${'user=, '.repeat(9000)}x`],
  ['^<HOST> .* "(?:GET|POST).* HTTP/.*" (?:404|403)$', `192.0.2.1 ${'"GET HTTP/" 404 '.repeat(4000)}\n`],
  ['a\\Z', 'a\n'],
  ['\\Aa|b', 'ca'],
  ['^a$', 'a '],
  ['a*+b', 'a'],
  ['(?>a|b)c', 'ab'],
  ['é', 'a'],
];
const letThrough: readonly (readonly [pattern: string, text: string])[] = [
  ['^a$', 'a\nb'],
  ['a(?!b)', 'ab'],
  ['\\bab', 'cab'],
  ['(a+)b\\1', 'aba'],
  ['(a)?(?(1)b|c)', 'c'],
  ['^(?:\\d|x)$', 'é\n'],
  ['a😀c', 'a😀c'],
  ['^.c$', '\ud83dc'],
];

describe('a sieve', () => {
  it.each(knownBack)('keeps from %s what lacks it', (pattern, text) => {
    expect(sieveOf(PythonRegex.compile(expandTags(pattern, 'warn'))).lets(text)).toBe(false);
  });

  it.each(letThrough)('lets %s see %s', (pattern, text) => {
    expect(sieveOf(PythonRegex.compile(pattern)).lets(text)).toBe(true);
  });

  it('knows where a search begins', () => {
    const sieve = sieveOf(PythonRegex.compile('^a|b'));
    expect(['aa', 'ba', 'ab'].map((text) => [sieve.lets(text), sieve.lets(text, 1)])).toEqual([
      [true, false],
      [true, false],
      [true, true],
    ]);
  });

  it('lets everything through once a pattern has taken too many states', () => {
    const sieve = sieveOf(PythonRegex.compile('a[ab]{16}c'));
    expect(sieve.lets('ab'.repeat(20))).toBe(false);
    const random = randomFrom(3);
    expect(sieve.lets(Array.from({ length: 9000 }, () => 'ab'[random(2)]).join(''))).toBe(true);
  });

  it('keeps no match back, and most of what has none', () => {
    const random = randomFrom(12);
    const count = { matching: 0, missing: 0, keptBack: 0 };
    for (let left = 1000; left > 0; left--) {
      const pattern = randomPattern(random);
      const regex = tryCompile(pattern);
      if (regex instanceof PatternError) continue;
      const sieve = sieveOf(regex);
      for (let texts = 6; texts > 0; texts--) {
        const text = mutate(exampleOf(pattern, random), random).slice(0, 14);
        const from = random(3) === 0 ? random(text.length + 1) : 0;
        const lets = sieve.lets(text, from);
        const found = regex.searchSafely(text, from);
        if (found !== undefined) expect({ pattern, text, from, lets }).toMatchObject({ lets: true });
        count[found !== undefined ? 'matching' : 'missing'] += 1;
        if (!lets) count.keptBack += 1;
      }
    }
    expect(count.matching).toBeGreaterThan(1500);
    expect(count.keptBack).toBeGreaterThan(count.missing / 2);
  });
});
