import type { Node, SetNode } from '../../src/python-regex/node.js';
import { parse } from '../../src/python-regex/parse.js';

/** Numbers from 0 to below `limit`, the same for the same seed. */
export type Random = (limit: number) => number;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const spice = Array.from('aAbk1_ -.:[]"=\'\n\r\té£ßſKİ٣\u001c\u0085\u00a0\u2028\ufeff😀');

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** A text the pattern matches as a rule: what stands in look-arounds and conditions is not heeded. */
export function exampleOf(pattern: string, random: Random, flags = ''): string {
  const { root } = parse(pattern, {
    ignoreCase: flags.includes('i'),
    multiline: flags.includes('m'),
    dotAll: false,
    verbose: false,
    ascii: false,
  });
  return new Examples(random).of(root);
}

class Examples {
  readonly #random: Random;
  readonly #groups = new Map<number, string>();
  #left = 400;

  constructor(random: Random) {
    this.#random = random;
  }

  of(node: Node): string {
    if (this.#left-- <= 0) return '';
    switch (node.type) {
      case 'literal':
        return node.fold === 'none' ? String.fromCodePoint(node.code) : this.#anyCase(String.fromCodePoint(node.code));
      case 'any':
        return pick(this.#random, spice);
      case 'set':
        return this.#member(node);
      case 'sequence':
        return node.items.map((item) => this.of(item)).join('');
      case 'alternation':
        return this.of(pick(this.#random, node.branches));
      case 'group': {
        const text = this.of(node.body);
        this.#groups.set(node.number, text);
        return text;
      }
      case 'atomic':
        return this.of(node.body);
      case 'repeat': {
        const rounds = node.min + this.#random(Math.min(node.max - node.min, 4) + 1);
        return Array.from({ length: Math.min(rounds, 50) }, () => this.of(node.body)).join('');
      }
      case 'backreference':
        return this.#groups.get(node.group) ?? '';
      case 'conditional':
        return this.of(this.#groups.has(node.group) ? node.yes : node.no);
      case 'position':
        return node.at === 'line-end' || node.at === 'line-start' ? pick(this.#random, ['', '\n']) : '';
      case 'look':
        return '';
    }
  }

  #anyCase(character: string): string {
    return pick(this.#random, [character, character.toLowerCase(), character.toUpperCase()]);
  }

  #member({ negated, items }: SetNode): string {
    const item = negated ? undefined : pick(this.#random, items);
    if (item?.kind === 'range') return String.fromCodePoint(item.low + this.#random(item.high - item.low + 1));
    if (item?.negated === false)
      return pick(
        this.#random,
        { digit: ['0', '7', '٣'], space: [' ', '\t', '\u00a0'], word: ['x', '_', 'é'] }[item.name],
      );
    return pick(this.#random, spice);
  }
}

/** The text with a few characters lost, doubled, swapped or put in. */
export function mutate(text: string, random: Random): string {
  const characters = Array.from(text);
  for (let changes = random(4); changes > 0; changes--) {
    const at = random(characters.length + 1);
    const character = characters[at] ?? pick(random, spice);
    const [removed, put] = pick(random, [
      [1, []],
      [0, [character]],
      [0, [pick(random, spice)]],
      [1, [pick(random, spice)]],
      [1, [character.toUpperCase()]],
      [0, Array.from({ length: 4 }, () => character)],
    ] as const);
    characters.splice(at, removed, ...put);
  }
  return characters.join('');
}

/** The pattern with a piece lost, doubled or put in that may well break it. */
export function breakPattern(pattern: string, random: Random): string {
  const characters = Array.from(pattern);
  for (let changes = random(2) + 1; changes > 0; changes--) {
    const at = random(characters.length + 1);
    const [removed, put] = pick(random, [
      [1, ''],
      [0, pick(random, pieces)],
      [0, pick(random, pieces)],
      [1, pick(random, pieces)],
      [random(5), ''],
    ] as const);
    characters.splice(at, removed, ...Array.from(put));
  }
  return characters.join('');
}

const pieces = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '[^',
    '{',
    '}',
    '*',
    '+',
    '?',
    '|',
    '\\',
    '{3,2}',
    '{1,}',
    '{,',
    '**',
    '(?',
    '(?P',
    '(?P<',
    '(?P<1>',
  ],
  ...[
    '(?P<é>',
    '(?P=x)',
    '(?P=g1)',
    '(?P>',
    '(?<',
    '(?<=a*)',
    '(?<!a|bc)',
    '(?#',
    '(?(',
    '(?(1)',
    '(?(9)a)',
    '(?(g1)',
    '(?i)',
  ],
  ...[
    '(?-i',
    '(?ii-i:',
    '(?z)',
    '(?L)',
    '(?au:',
    '(?u-u:',
    '(?x:',
    '(?s',
    '\\1',
    '\\99',
    '\\400',
    '\\08',
    '\\x1',
    '\\u12',
  ],
  ...[
    '\\U00110000',
    '\\q',
    '\\Z*',
    '[b-a]',
    '[a-\\d]',
    '[\\d-z]',
    '[\\1]',
    '\n',
    '#',
    '😀',
    '^*',
    '(?=a)*',
    '(*',
    '|+',
  ],
];
