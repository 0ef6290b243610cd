import type { BitProgram } from './bit-program.js';
import { BitState } from './bit-state.js';
import { compileBitProgram } from './compile-bit-program.js';
import { mandatoryLiterals } from './mandatory-literals.js';
import type { GroupNode } from './node.js';
import type { ParsedPattern } from './parse.js';
import type { Found } from './python-match.js';
import { Sieve } from './sieve.js';

/**
 * A pattern as machines of our own, which take no longer than the text is long; each is made when it is first needed, and
 * most never are.
 */
export class LinearSearch {
  readonly #pattern: ParsedPattern;
  readonly #keep: (group: GroupNode) => boolean;
  #compiled: BitProgram | undefined;
  #bitState: BitState | undefined;
  #sieve: Sieve | undefined;

  constructor(pattern: ParsedPattern, keep: (group: GroupNode) => boolean) {
    this.#pattern = pattern;
    this.#keep = keep;
  }

  search(text: string, from: number): Found | undefined {
    return this.#machine.search(text, from);
  }

  /** The same with a break every few milliseconds, in which others may search. */
  *searchInPieces(text: string, from: number): Generator<undefined, Found | undefined> {
    const machine = new BitState(this.#program);
    const found = yield* machine.searchInPieces(text, from);
    this.#machine.givenUp += machine.givenUp;
    return found;
  }

  /** False of most texts without a match at or after `from`, never of one with a match; quicker than a search. */
  lets(text: string, from: number): boolean {
    this.#sieve ??= new Sieve(this.#program, mandatoryLiterals(this.#pattern.root));
    return this.#sieve.lets(text, from);
  }

  /** Searches given up so far because of what they tried with back-references; they found nothing. */
  get givenUp(): number {
    return this.#bitState?.givenUp ?? 0;
  }

  get #machine(): BitState {
    return (this.#bitState ??= new BitState(this.#program));
  }

  get #program(): BitProgram {
    return (this.#compiled ??= compileBitProgram(this.#pattern, this.#keep));
  }
}
