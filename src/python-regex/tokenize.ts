import { PatternError } from './pattern-error.js';

/** Reads a pattern token by token: one character, or a backslash and the character behind it. */
export class TokenReader {
  readonly pattern: string;
  readonly #tokens: readonly string[];
  /** Where each token starts, in code points; one more entry for the end. */
  readonly #starts: readonly number[];
  #at = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
    const tokens = pattern.match(/\\?[^]/gu) ?? [];
    const starts = [0];
    for (const token of tokens) starts.push((starts.at(-1) ?? 0) + Array.from(token).length);
    this.#tokens = tokens;
    this.#starts = starts;
    this.#goTo(0);
  }

  /** The token to come; undefined at the end. */
  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  /** Where the token to come starts, in code points. */
  get position(): number {
    return this.#starts[this.#at] ?? 0;
  }

  take(): string | undefined {
    const token = this.next;
    if (token !== undefined) this.#goTo(this.#at + 1);
    return token;
  }

  /** Takes the token if it is this one. */
  match(token: string): boolean {
    if (this.next !== token) return false;
    this.#goTo(this.#at + 1);
    return true;
  }

  /** Takes up to `limit` tokens as long as each of them fits. */
  takeWhile(fits: RegExp, limit = Infinity): string {
    let text = '';
    for (let count = 0; count < limit && this.next !== undefined && fits.test(this.next); count++)
      text += this.take() ?? '';
    return text;
  }

  /** Takes everything up to `end`, and `end` itself; `what` names it in errors. */
  takeUntil(end: string, what: string): string {
    const start = this.position;
    let text = '';
    for (;;) {
      const token = this.take();
      if (token === undefined) {
        throw text === ''
          ? this.error(`missing ${what}`, start)
          : this.error(`missing ${end}, unterminated name`, start);
      }
      if (token === end) break;
      text += token;
    }
    if (text === '') throw this.error(`missing ${what}`, start);
    return text;
  }

  /** Runs `read` and goes back to where it started if that gave undefined. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const start = this.#at;
    const result = read();
    if (result === undefined) this.#at = start;
    return result;
  }

  /** As CPython does, minds a backslash with nothing behind it before anything else. */
  #goTo(token: number): void {
    this.#at = token;
    if (this.next === '\\') throw this.error('bad escape (end of pattern)');
  }

  error(problem: string, position = this.position): PatternError {
    return new PatternError(problem, this.pattern, position);
  }
}
