import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFilter } from '../../src/config/read-filter.js';
import { compileRegexes } from '../../src/filter/compile-regexes.js';
import { PatternError } from '../../src/python-regex/pattern-error.js';
import type { PythonRegex } from '../../src/python-regex/python-regex.js';
import { exampleOf, mutate, pick, randomFrom } from './example.js';
import { placesOf, tryCompile } from './places.js';
import { randomPattern } from './random-pattern.js';

interface Pair {
  readonly regex: PythonRegex;
  readonly text: string;
}

/** What `search` and `searchSafely` find differently; what the safe one gives up on is not compared. */
function compare(pairs: Iterable<Pair>) {
  const differing: string[] = [];
  const count = { compared: 0, matching: 0 };
  for (const { regex, text } of pairs) {
    const safe = placesOf(regex.searchSafely(text), regex);
    if (regex.givenUp > 0) continue;
    const found = placesOf(regex.search(text), regex);
    count.compared++;
    if (found !== null) count.matching++;
    if (String(found) !== String(safe)) differing.push(JSON.stringify({ pattern: regex.pattern, text, found, safe }));
  }
  return { ...count, differing };
}

function* randomPairs(count: number, seed: number): Generator<Pair> {
  const random = randomFrom(seed);
  for (let left = count; left > 0; ) {
    const pattern = randomPattern(random);
    const regex = tryCompile(pattern);
    // What can't be translated has one engine only.
    if (regex instanceof PatternError || regex.isSafe) continue;
    for (let texts = 20; texts > 0; texts--, left--) {
      // Longer ones take V8 too long where a pattern backtracks badly.
      yield { regex, text: mutate(exampleOf(pattern, random), random).slice(0, 14) };
    }
  }
}

function stockPatterns(): readonly string[] {
  const names = readdirSync('config/filter.d').map((file) => file.replace(/\.conf$/, ''));
  return names.flatMap((name) =>
    ['normal', 'aggressive'].flatMap((mode) => {
      const filter = readFilter('config', name, new Map([['mode', mode]]))?.filter;
      if (filter === undefined) return [];
      const { prefregex, failregex, ignoreregex } = compileRegexes({
        ...(filter.prefregex !== undefined && { prefregex: filter.prefregex.value }),
        failregex: filter.failregex.map(({ value }) => value),
        ignoreregex: filter.ignoreregex.map(({ value }) => value),
        maxlines: 1,
        usedns: 'warn',
      });
      return [...(prefregex === undefined ? [] : [prefregex]), ...failregex, ...ignoreregex].map(
        (each) => each.pattern,
      );
    }),
  );
}

/** Lines of the stock logs and lines made to match, both with mistakes. */
function* stockPairs(count: number, seed: number): Generator<Pair> {
  const random = randomFrom(seed);
  const patterns = [...new Set(stockPatterns())];
  const lines = readdirSync('fixtures/logs').flatMap((file) =>
    readFileSync(`fixtures/logs/${file}`, 'utf8').split('\n'),
  );
  for (const pattern of patterns) {
    const regex = tryCompile(pattern);
    if (regex instanceof PatternError) throw regex;
    if (regex.isSafe) continue;
    for (let left = Math.ceil(count / patterns.length); left > 0; left--) {
      const line = random(4) === 0 ? pick(random, lines) : exampleOf(pattern, random);
      yield { regex, text: `${random(2) === 0 ? line : mutate(line, random)}\n` };
    }
  }
}

describe('search and searchSafely', () => {
  it.each([
    ['patterns thrown together at random', randomPairs(32_000, 1), 31_000],
    ['the patterns of our own filters', stockPairs(20_000, 2), 20_000],
  ])(
    'find the same for %s',
    (_name, pairs, atLeast) => {
      const { compared, matching, differing } = compare(pairs);
      expect(compared).toBeGreaterThan(atLeast);
      expect(matching).toBeGreaterThan(compared / 4);
      expect(differing).toEqual([]);
    },
    120_000,
  );
});
