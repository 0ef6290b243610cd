import { FormulaError, type Token, tokenize } from './formula-tokens.js';
import {
  type Compare,
  comparisons,
  formulaConstants,
  formulaFunctions,
  operators,
  valued,
  valueOrNaN,
} from './formula-words.js';

/** What a formula is about. */
export interface FormulaValues {
  /** `ban.Time`: the jail's bantime in seconds. */
  readonly time: number;
  /** `ban.Count`: how often the id was banned before. */
  readonly count: number;
  /** `banFactor`. */
  readonly factor: number;
  /** A random number from 0 to below 1. */
  readonly random: () => number;
}

/** A formula that was read. */
export interface Formula {
  /** Seconds; NaN where it has no value, as after a division by zero. */
  readonly evaluate: (values: FormulaValues) => number;
  /** A name in it that means nothing; such a formula has no value. */
  readonly unknown: string | undefined;
}

/**
 * Reads the text of `bantime.formula`, an expression of Python's out of numbers, names, operators, calls and
 * `a if b else c` (spec config §3). Nothing in it can do anything but calculate. Throws a FormulaError.
 */
export function parseFormula(text: string): Formula {
  return new Parser(tokenize(text)).formula();
}

type Evaluate = Formula['evaluate'];

const end: Token = { kind: 'end', text: '' };
const missing = 'a value or an operator is missing';
const incomplete = 'its parentheses or what is in them are not complete';
const comparisonSigns = Object.keys(comparisons);

/** One method for each rank of operators, those that bind least first. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #unknown: string | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  formula(): Formula {
    const value = this.#choice();
    if (this.#peek().kind !== 'end') throw this.#fault();
    const evaluate: Evaluate = this.#unknown === undefined ? (at) => valueOrNaN(() => value(at)) : () => NaN;
    return { evaluate, unknown: this.#unknown };
  }

  #choice(): Evaluate {
    const value = this.#or();
    if (!this.#take('if')) return value;
    const condition = this.#or();
    if (!this.#take('else')) throw this.#fault();
    const otherwise = this.#choice();
    return (at) => (isTrue(condition(at)) ? value(at) : otherwise(at));
  }

  #or(): Evaluate {
    const left = this.#and();
    if (!this.#take('or')) return left;
    const right = this.#or();
    return (at) => {
      const value = left(at);
      return isTrue(value) ? value : right(at);
    };
  }

  #and(): Evaluate {
    const left = this.#not();
    if (!this.#take('and')) return left;
    const right = this.#and();
    return (at) => {
      const value = left(at);
      return isTrue(value) ? right(at) : value;
    };
  }

  #not(): Evaluate {
    if (!this.#take('not')) return this.#comparison();
    const value = this.#not();
    return (at) => Number(!isTrue(value(at)));
  }

  /** `a < b <= c` holds where both parts hold. */
  #comparison(): Evaluate {
    const first = this.#binary(0);
    const parts: { readonly holds: Compare | undefined; readonly right: Evaluate }[] = [];
    for (let sign = this.#takeOne(comparisonSigns); sign !== undefined; sign = this.#takeOne(comparisonSigns)) {
      parts.push({ holds: comparisons[sign], right: this.#binary(0) });
    }
    if (parts.length === 0) return first;
    return (at) => {
      let left = first(at);
      return Number(
        parts.every(({ holds, right }) => {
          const [one, other] = [left, right(at)];
          left = other;
          return holds?.(one, other) ?? false;
        }),
      );
    };
  }

  #binary(rank: number): Evaluate {
    const ranked = operators[rank];
    if (ranked === undefined) return this.#signed();
    let value = this.#binary(rank + 1);
    for (let sign = this.#takeOne(Object.keys(ranked)); sign !== undefined; sign = this.#takeOne(Object.keys(ranked))) {
      const [left, operate, right] = [value, ranked[sign], this.#binary(rank + 1)];
      value = (at) => valued(operate?.(left(at), right(at)));
    }
    return value;
  }

  #signed(): Evaluate {
    const sign = this.#takeOne(['-', '+', '~']);
    if (sign === undefined) return this.#power();
    const value = this.#signed();
    if (sign === '-') return (at) => -value(at);
    return sign === '+' ? value : (at) => -value(at) - 1;
  }

  #power(): Evaluate {
    const base = this.#value();
    if (!this.#take('**')) return base;
    const exponent = this.#signed();
    return (at) => valued(base(at) ** exponent(at));
  }

  #value(): Evaluate {
    const { kind, text } = this.#peek();
    this.#next += 1;
    if (kind === 'number') return constantly(Number(text.replaceAll('_', '')));
    if (kind === 'name') return this.#take('(') ? this.#call(text) : this.#named(text);
    this.#next -= 1;
    if (!this.#take('(')) throw this.#fault();
    this.#depth += 1;
    const value = this.#choice();
    this.#close();
    return value;
  }

  #call(name: string): Evaluate {
    const call = formulaFunctions.get(name);
    if (call === undefined) this.#unknown ??= name;
    this.#depth += 1;
    const values: Evaluate[] = [];
    while (this.#peek().text !== ')') {
      values.push(this.#choice());
      if (!this.#take(',')) break;
    }
    this.#close();
    return (at) =>
      valued(
        call?.(
          values.map((value) => value(at)),
          at.random,
        ),
      );
  }

  #named(name: string): Evaluate {
    if (name === 'ban.Time') return ({ time }) => time;
    if (name === 'ban.Count') return ({ count }) => count;
    if (name === 'banFactor') return ({ factor }) => factor;
    const value = formulaConstants.get(name);
    if (value === undefined) this.#unknown ??= name;
    return () => valued(value);
  }

  #close(): void {
    if (!this.#take(')')) throw this.#fault();
    this.#depth -= 1;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? end;
  }

  #take(sign: string): boolean {
    return this.#takeOne([sign]) !== undefined;
  }

  #takeOne(signs: readonly string[]): string | undefined {
    const { kind, text } = this.#peek();
    if (kind !== 'sign' || !signs.includes(text)) return undefined;
    this.#next += 1;
    return text;
  }

  #fault(): FormulaError {
    return new FormulaError(this.#depth > 0 || /[(),]/.test(this.#peek().text) ? incomplete : missing);
  }
}

function constantly(value: number): Evaluate {
  return () => value;
}

function isTrue(value: number): boolean {
  return value !== 0;
}
