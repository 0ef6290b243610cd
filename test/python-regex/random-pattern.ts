import { pick, type Random } from './example.js';

const characters = ['a', 'a', 'a', 'b', 'b', 'k', 'S', '1', ' ', ':', 'é', 'ß', 'ſ', '😀', '\\n', '\\.', '\\x41'];
const sets = [
  '.',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '\\W',
  '\\D',
  '[ab]',
  '[^a]',
  '[^b\\n]',
  '[a-k]',
  '[^\\w:]',
  '[é-ü\\s]',
  '[\\d😀]',
  '[^\\d]',
];
const positions = ['^', '$', '\\b', '\\B', '\\A', '\\Z'];
const quantifiers = ['*', '+', '?', '*', '+', '{2}', '{1,2}', '{,2}', '{2,}', '{0,3}'];
const modes = ['', '', '', '?', '+'];
const flags = ['i', 'i', 's', 'm', 'a', 'ai', 'u', '-i'];

/** A pattern thrown together at random from all that Python's grammar has. */
export function randomPattern(random: Random): string {
  return new Patterns(random).pattern();
}

class Patterns {
  readonly #random: Random;
  readonly #closed: number[] = [];
  #count = 0;
  #depth = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  pattern(): string {
    const global = this.#random(12) === 0 ? `(?${pick(this.#random, ['i', 'm', 's', 'a', 'x', 'is'])})` : '';
    return global + this.#alternation();
  }

  #alternation(): string {
    this.#depth++;
    const count = pick(this.#random, [1, 1, 1, 2, 3]);
    const text = Array.from({ length: count }, () => this.#sequence()).join('|');
    this.#depth--;
    return text;
  }

  #sequence(): string {
    return Array.from({ length: this.#random(4) + (this.#depth === 1 ? 1 : 0) }, () => this.#piece()).join('');
  }

  #piece(): string {
    if (this.#random(9) === 0) return pick(this.#random, positions);
    const atom = this.#atom();
    if (this.#random(5) >= 2) return atom;
    const mode = pick(this.#random, modes);
    // CPython 3.11 loses track of groups inside possessive repeats.
    return atom + pick(this.#random, quantifiers) + (mode === '+' && /\((?!\?[^P])/.test(atom) ? '' : mode);
  }

  #atom(): string {
    const choice = this.#random(this.#depth > 3 ? 8 : 20);
    if (choice < 5) return pick(this.#random, characters);
    if (choice < 8) return pick(this.#random, sets);
    switch (choice) {
      case 8:
      case 9:
      case 10:
        return this.#capture();
      case 11:
      case 12:
        return `(?:${this.#alternation()})`;
      case 13:
        return `(?${pick(this.#random, ['=', '!'])}${this.#alternation()})`;
      case 14:
        return `(?<${pick(this.#random, ['=', '!'])}${this.#fixed()})`;
      case 15:
        return `(?>${this.#alternation()})`;
      case 16:
        return `(?${pick(this.#random, flags)}:${this.#alternation()})`;
      case 17:
        return this.#conditional();
      default:
        return this.#reference();
    }
  }

  #capture(): string {
    const number = ++this.#count;
    const open = pick(this.#random, ['(', `(?P<g${number}>`]);
    const text = `${open}${this.#alternation()})`;
    this.#closed.push(number);
    return text;
  }

  #fixed(): string {
    const one = () => pick(this.#random, [...characters, ...sets]);
    return pick(this.#random, [
      one(),
      one() + one(),
      `${one()}|${one()}`,
      `(?:${one()})${one()}`,
      `^${one()}`,
      `${one()}{2}`,
    ]);
  }

  #reference(): string {
    return this.#closed.length === 0 ? pick(this.#random, characters) : `\\${pick(this.#random, this.#closed)}(?:)`;
  }

  /** Asks mostly about a group that is closed, now and then about one to come; of open ones CPython 3.11 knows too much. */
  #conditional(): string {
    const group = this.#random(8) === 0 ? this.#count + 1 : (this.#closed.at(-1) ?? this.#count + 1);
    return `(?(${group})${this.#sequence()}${pick(this.#random, ['', `|${this.#sequence()}`])})`;
  }
}
