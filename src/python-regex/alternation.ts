import { isAnchored } from './analyze.js';
import { compileEarly } from './compile-early.js';
import { generate } from './generate.js';
import type { Variant } from './generate-set.js';
import { isAscii } from './is-ascii.js';
import type { ParsedPattern } from './parse.js';
import { type Shortcut, underWay } from './search-under-way.js';
import { isTranslatable } from './translatable.js';

/** A RegExp with a branch for each pattern, and the empty group each branch begins with. */
interface Branches {
  readonly regExp: RegExp;
  readonly marks: readonly number[];
}

const noGroups = () => false;

/**
 * Patterns that can only match at the start of a text, as one RegExp that tells which of them is the first to match:
 * V8 looks at the next characters once for all of them.
 */
export class Alternation implements Shortcut {
  readonly isShortcut = true;
  readonly #patterns: readonly ParsedPattern[];
  readonly #ascii: Branches;
  #unicode: Branches | undefined;
  #bypassed: string | undefined;

  constructor(patterns: readonly ParsedPattern[]) {
    this.#patterns = patterns;
    this.#ascii = this.#generate('ascii');
  }

  /** True for a pattern that can be one of them: wherever else it could match, the order of branches is not that of matches. */
  static admits(pattern: ParsedPattern): boolean {
    return isAnchored(pattern.root) && isTranslatable(pattern, noGroups);
  }

  /** No pattern before this index matches; -1 if none at all does. */
  first(text: string, ascii: boolean): number {
    // In an empty text a RegExp can't tell whether a group took part.
    if (this.#bypassed === text || text === '') return 0;
    underWay.searchable = this;
    underWay.text = text;
    underWay.from = 0;
    const first = this.#search(text, ascii);
    underWay.searchable = undefined;
    return first;
  }

  bypass(text: string): void {
    this.#bypassed = text;
    // To make this in the midst of a search may take so long that it never comes to its end.
    if (!isAscii(text)) this.#unicode ??= this.#generate('unicode');
  }

  unsettle(): void {
    this.#bypassed = undefined;
  }

  #search(text: string, ascii: boolean): number {
    const { regExp, marks } = ascii ? this.#ascii : (this.#unicode ??= this.#generate('unicode'));
    regExp.lastIndex = 0;
    const found = regExp.exec(text);
    return found === null ? -1 : marks.findIndex((mark) => found[mark] !== undefined);
  }

  #generate(variant: Variant): Branches {
    const marks: number[] = [];
    const sources: string[] = [];
    let last = 0;
    let flags = '';
    for (const pattern of this.#patterns) {
      const mark = last + 1;
      const generated = generate(pattern, variant, noGroups, mark);
      marks.push(mark);
      sources.push(`()(?:${generated.source})`);
      last = generated.lastGroup;
      flags = generated.flags;
    }
    const regExp = new RegExp(sources.join('|'), `y${flags}`);
    compileEarly(regExp, variant);
    return { regExp, marks };
  }
}
