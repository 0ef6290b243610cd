import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAmbiguousLoop } from '../../src/python-regex/ambiguous-loop.js';
import type { Node } from '../../src/python-regex/node.js';
import { parse } from '../../src/python-regex/parse.js';

const flags = { ignoreCase: false, multiline: false, dotAll: false, verbose: false, ascii: false };

function ambiguousIn(pattern: string): string | undefined {
  const { root, repeats } = parse(pattern, flags);
  const loop = findAmbiguousLoop(root);
  const span = loop && repeats.get(loop);
  return span && pattern.slice(span.start, span.end);
}

describe('an ambiguous loop', () => {
  it.each([
    ['^(a+)+$', '(a+)+'],
    ['(?:\\w+\\s?)*x', '(?:\\w+\\s?)*'],
    ['(?:a|ab|b)*c', '(?:a|ab|b)*'],
    ['(?:a?b?)*c', '(?:a?b?)*'],
    ['(?:x(?:a?|b?))*c', '(?:x(?:a?|b?))*'],
    ['(?:(?:[ab]c|a[cd])e)*f', '(?:(?:[ab]c|a[cd])e)*'],
    ['^(?:user=[^,]*|\\w+=[^,]*, )*x', '(?:user=[^,]*|\\w+=[^,]*, )*'],
    ['(?:-(?:a+)+b)*', '(?:a+)+'],
    ['(?=(?:a*)*b)x', '(?:a*)*'],
    ['(?:\\d{1,3}){9}', '(?:\\d{1,3}){9}'],
  ])('of %s is %s', (pattern, loop) => {
    expect(ambiguousIn(pattern)).toBe(loop);
  });

  it.each([
    '(?:, arg\\d+=\\S*)*, relay',
    '(?:a|ab)*c',
    '(?:[^\\\\"]|\\\\.)*"',
    '(?:\\[[^\\]]*\\] )*x',
    '(?:(?! from ).)* from',
    '(?:\\d{1,3}\\.)*x',
    '(?:[a-z]{4})*x',
    '^(?:a++)+b',
    '(?:\\w+\\s?){1,7}x',
    '(?i)(?:[\\w-]+\\s+)*x',
    '(?:\\W+\\u0661)*x',
    'a*a*a*b',
  ])('is not in %s', (pattern) => {
    expect(ambiguousIn(pattern)).toBeUndefined();
  });
});

const rounds = fc.letrec<{ body: string }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('a', 'b'),
    fc.tuple(tie('body'), tie('body')).map(([one, other]) => one + other),
    fc.tuple(tie('body'), tie('body')).map(([one, other]) => `(?:${one}|${other})`),
    tie('body').map((body) => `(?:${body})?`),
  ),
})).body;

/** In how many ways a node without a loop matches from a place on, by where it ends. */
function waysFrom(node: Node, text: string, from: number): ReadonlyMap<number, number> {
  switch (node.type) {
    case 'literal':
      return new Map(text.charCodeAt(from) === node.code ? [[from + 1, 1]] : []);
    case 'sequence':
      return node.items.reduce<ReadonlyMap<number, number>>(
        (ways, item) => sum([...ways].map(([end, count]) => [waysFrom(item, text, end), count] as const)),
        new Map([[from, 1]]),
      );
    case 'alternation':
      return sum(node.branches.map((branch) => [waysFrom(branch, text, from), 1] as const));
    case 'repeat':
      return sum([
        [new Map([[from, 1]]), 1],
        [waysFrom(node.body, text, from), 1],
      ]);
    default:
      throw new Error(`no ${node.type} was written`);
  }
}

function sum(parts: readonly (readonly [ReadonlyMap<number, number>, number])[]): ReadonlyMap<number, number> {
  const all = new Map<number, number>();
  for (const [ways, times] of parts) {
    for (const [end, count] of ways) all.set(end, (all.get(end) ?? 0) + count * times);
  }
  return all;
}

/** In how many ways a text can be divided into rounds. */
function divisions(body: Node, text: string): number {
  const ways = [1];
  for (let from = 0; from < text.length; from++) {
    for (const [end, count] of waysFrom(body, text, from)) {
      if (end > from) ways[end] = (ways[end] ?? 0) + count * (ways[from] ?? 0);
    }
  }
  return ways[text.length] ?? 0;
}

/** All words of so many letters. */
const words = (letters: number): readonly string[] =>
  Array.from({ length: 2 ** letters }, (_, n) =>
    (n + 2 ** letters).toString(2).slice(1).replaceAll('0', 'a').replaceAll('1', 'b'),
  );

/** True if a word of at most so many letters can be divided in ever more ways the more often it is repeated. */
function grows(body: Node, mostLetters: number): boolean {
  for (let letters = 1; letters <= mostLetters; letters++) {
    const most = (times: number) => Math.max(...words(letters).map((word) => divisions(body, word.repeat(times))));
    if (most(24) > 2 * most(12)) return true;
  }
  return false;
}

it('is one that can divide some text in ever more ways', () => {
  fc.assert(
    fc.property(rounds, (body) => {
      const root = parse(`(?:${body})*`, flags).root;
      fc.pre(root.type === 'repeat' || root.type === 'sequence');
      const loop = root.type === 'sequence' ? root.items[0] : root;
      if (loop?.type !== 'repeat') throw new Error(`${root.type} is no loop`);
      const isAmbiguous = findAmbiguousLoop(root) !== undefined;
      // Where there is such a text it may be a long one.
      expect({ body, isAmbiguous }).toEqual({ body, isAmbiguous: grows(loop.body, isAmbiguous ? 11 : 6) });
    }),
    { numRuns: 60, examples: [['b(?:b|a)(?:(?:b|a)|ab)']] },
  );
});
