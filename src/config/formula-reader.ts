import { FormulaError, type Token, tokenize } from './formula-tokens.js';

const end: Token = { kind: 'end', text: '' };
const missing = 'a value or an operator is missing';
const incomplete = 'its parentheses or what is in them are not complete';

/** Goes through the pieces of a formula, from left to right. */
export class FormulaReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  /** Throws a FormulaError. */
  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  get isAtEnd(): boolean {
    return this.#peek().kind === 'end';
  }

  /** True if this is the next sign, which stays where it is. */
  isAt(sign: string): boolean {
    return this.#peek().text === sign;
  }

  /** True if this was the next sign. */
  take(sign: string): boolean {
    return this.takeOne([sign]) !== undefined;
  }

  /** The next sign, if it is one of these. */
  takeOne(signs: readonly string[]): string | undefined {
    const { kind, text } = this.#peek();
    if (kind !== 'sign' || !signs.includes(text)) return undefined;
    this.#next += 1;
    return text;
  }

  /** The next piece, if it is a number or a name. */
  takeOperand(): Token | undefined {
    const token = this.#peek();
    if (token.kind !== 'number' && token.kind !== 'name') return undefined;
    this.#next += 1;
    return token;
  }

  /** What `read` makes of the pieces up to the parenthesis that closes the one that was just taken. */
  enclosed<Result>(read: () => Result): Result {
    this.#depth += 1;
    const result = read();
    if (!this.take(')')) throw this.fault();
    this.#depth -= 1;
    return result;
  }

  /** What is wrong here. */
  fault(): FormulaError {
    return new FormulaError(this.#depth > 0 || /[(),]/.test(this.#peek().text) ? incomplete : missing);
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? end;
  }
}
