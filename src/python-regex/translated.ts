import { compileEarly } from './compile-early.js';
import { generate } from './generate.js';
import type { Variant } from './generate-set.js';
import type { GroupNode } from './node.js';
import type { ParsedPattern } from './parse.js';
import type { Found } from './python-match.js';
import { isInsideCharacter } from './text-position.js';

interface Variation {
  readonly regExp: RegExp;
  /** At the number of a Python group, that of the JavaScript group that holds it. */
  readonly groups: readonly (number | undefined)[];
}

/**
 * A pattern as a JavaScript RegExp: one for ASCII texts and, made when the first other text comes, one for all others.
 */
export class Translated {
  readonly #pattern: ParsedPattern;
  readonly #keep: (group: GroupNode) => boolean;
  readonly #indices: boolean;
  #ascii: Variation | undefined;
  #unicode: Variation | undefined;
  #isPrepared = false;

  constructor(pattern: ParsedPattern, keep: (group: GroupNode) => boolean, indices: boolean) {
    this.#pattern = pattern;
    this.#keep = keep;
    this.#indices = indices;
  }

  /** Makes what searches of ASCII need. Throws SyntaxError if V8 finds the pattern too large. */
  generate(): void {
    this.#ascii ??= this.#generate('ascii');
  }

  search(text: string, from: number, ascii: boolean): Found | undefined {
    const { regExp, groups } = ascii
      ? (this.#ascii ??= this.#generate('ascii'))
      : (this.#unicode ??= this.#generate('unicode'));
    regExp.lastIndex = from;
    let found = regExp.exec(text);
    if (ascii) return found === null ? undefined : new RegExpFound(found, groups);
    // V8 also finds empty matches between the two halves of a character.
    while (found !== null && isInsideCharacter(text, found.index)) {
      regExp.lastIndex = found.index + 1;
      found = regExp.exec(text);
    }
    return found === null ? undefined : new RegExpFound(found, groups);
  }

  /** Makes and compiles what a search of other than ASCII needs, which may take long; false if that was done before. */
  prepare(): boolean {
    if (this.#isPrepared) return false;
    compileEarly((this.#unicode ??= this.#generate('unicode')).regExp, 'unicode');
    return (this.#isPrepared = true);
  }

  #generate(variant: Variant): Variation {
    const { source, flags, groups } = generate(this.#pattern, variant, this.#keep);
    const regExp = new RegExp(source, `g${this.#indices ? 'd' : ''}${flags}`);
    // V8 finds out whether a pattern is too large only when it first runs.
    regExp.exec('');
    return { regExp, groups: byNumber(groups) };
  }
}

function byNumber(groups: ReadonlyMap<number, number>): (number | undefined)[] {
  const numbers: (number | undefined)[] = [0];
  for (const [python, javaScript] of groups) numbers[python] = javaScript;
  return Array.from(numbers);
}

class RegExpFound implements Found {
  readonly #found: RegExpExecArray;
  readonly #groups: Variation['groups'];

  constructor(found: RegExpExecArray, groups: Variation['groups']) {
    this.#found = found;
    this.#groups = groups;
  }

  get start(): number {
    return this.#found.index;
  }

  get end(): number {
    return this.#found.index + this.#found[0].length;
  }

  text(group: number): string | undefined {
    return this.#found[this.#groups[group] ?? -1];
  }

  span(group: number): readonly [number, number] | undefined {
    return this.#found.indices?.[this.#groups[group] ?? -1];
  }
}
