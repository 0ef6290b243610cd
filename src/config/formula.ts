import { FormulaReader } from './formula-reader.js';
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
  return new Parser(new FormulaReader(text)).formula();
}

type Evaluate = Formula['evaluate'];

const comparisonSigns = Object.keys(comparisons);

/** One method for each rank of operators, those that bind least first. */
class Parser {
  readonly #reader: FormulaReader;
  #unknown: string | undefined;

  constructor(reader: FormulaReader) {
    this.#reader = reader;
  }

  formula(): Formula {
    const value = this.#choice();
    if (!this.#reader.isAtEnd) throw this.#reader.fault();
    const evaluate: Evaluate = this.#unknown === undefined ? (at) => valueOrNaN(() => value(at)) : () => NaN;
    return { evaluate, unknown: this.#unknown };
  }

  #choice(): Evaluate {
    const value = this.#or();
    if (!this.#reader.take('if')) return value;
    const condition = this.#or();
    if (!this.#reader.take('else')) throw this.#reader.fault();
    const otherwise = this.#choice();
    return (at) => (isTrue(condition(at)) ? value(at) : otherwise(at));
  }

  #or(): Evaluate {
    const left = this.#and();
    if (!this.#reader.take('or')) return left;
    const right = this.#or();
    return (at) => {
      const value = left(at);
      return isTrue(value) ? value : right(at);
    };
  }

  #and(): Evaluate {
    const left = this.#not();
    if (!this.#reader.take('and')) return left;
    const right = this.#and();
    return (at) => {
      const value = left(at);
      return isTrue(value) ? right(at) : value;
    };
  }

  #not(): Evaluate {
    if (!this.#reader.take('not')) return this.#comparison();
    const value = this.#not();
    return (at) => Number(!isTrue(value(at)));
  }

  /** `a < b <= c` holds where both parts hold. */
  #comparison(): Evaluate {
    const first = this.#binary(0);
    const parts: { readonly holds: Compare | undefined; readonly right: Evaluate }[] = [];
    for (
      let sign = this.#reader.takeOne(comparisonSigns);
      sign !== undefined;
      sign = this.#reader.takeOne(comparisonSigns)
    ) {
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
    for (
      let sign = this.#reader.takeOne(Object.keys(ranked));
      sign !== undefined;
      sign = this.#reader.takeOne(Object.keys(ranked))
    ) {
      const [left, operate, right] = [value, ranked[sign], this.#binary(rank + 1)];
      value = (at) => valued(operate?.(left(at), right(at)));
    }
    return value;
  }

  #signed(): Evaluate {
    const sign = this.#reader.takeOne(['-', '+', '~']);
    if (sign === undefined) return this.#power();
    const value = this.#signed();
    if (sign === '-') return (at) => -value(at);
    return sign === '+' ? value : (at) => -value(at) - 1;
  }

  #power(): Evaluate {
    const base = this.#value();
    if (!this.#reader.take('**')) return base;
    const exponent = this.#signed();
    return (at) => valued(base(at) ** exponent(at));
  }

  #value(): Evaluate {
    const operand = this.#reader.takeOperand();
    if (operand?.kind === 'number') return constantly(Number(operand.text.replaceAll('_', '')));
    const isEnclosed = this.#reader.take('(');
    if (operand !== undefined) return isEnclosed ? this.#call(operand.text) : this.#named(operand.text);
    if (!isEnclosed) throw this.#reader.fault();
    return this.#reader.enclosed(() => this.#choice());
  }

  #call(name: string): Evaluate {
    const call = formulaFunctions.get(name);
    if (call === undefined) this.#unknown ??= name;
    const values = this.#reader.enclosed(() => this.#list());
    return (at) =>
      valued(
        call?.(
          values.map((value) => value(at)),
          at.random,
        ),
      );
  }

  #list(): readonly Evaluate[] {
    const values: Evaluate[] = [];
    while (!this.#reader.isAt(')')) {
      values.push(this.#choice());
      if (!this.#reader.take(',')) break;
    }
    return values;
  }

  #named(name: string): Evaluate {
    if (name === 'ban.Time') return ({ time }) => time;
    if (name === 'ban.Count') return ({ count }) => count;
    if (name === 'banFactor') return ({ factor }) => factor;
    const value = formulaConstants.get(name);
    if (value === undefined) this.#unknown ??= name;
    return () => valued(value);
  }
}

function constantly(value: number): Evaluate {
  return () => value;
}

function isTrue(value: number): boolean {
  return value !== 0;
}
