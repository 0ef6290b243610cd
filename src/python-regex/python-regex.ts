import { findCaveats } from './caveats.js';
import { generate } from './generate.js';
import type { Variant } from './generate-set.js';
import type { GroupNode } from './node.js';
import { type ParsedPattern, parse } from './parse.js';
import { PatternError } from './pattern-error.js';
import { type GroupTable, PythonMatch } from './python-match.js';

export interface CompileOptions {
  readonly multiline?: boolean;
  readonly ignoreCase?: boolean;
  /** Lets matches tell where their groups lie. */
  readonly indices?: boolean;
  /** Unnamed groups are not captured, which is faster; `group(2)` then answers only for a named one. */
  readonly namedOnly?: boolean;
}

interface Compiled extends GroupTable {
  readonly regExp: RegExp;
}

/**
 * A pattern of Python's `re` (3.11, str), which finds what CPython would find (spec config §4.1).
 * The pattern is read (tokenize, parse), looked over (analyze, caveats) and written as a JavaScript RegExp (generate):
 * once for ASCII texts and, when the first other text comes, once for all others.
 */
export class PythonRegex {
  readonly pattern: string;
  readonly groupNames: ReadonlyMap<string, number>;
  readonly groupCount: number;
  /** Where the RegExp departs from CPython; empty for nearly all patterns. */
  readonly caveats: readonly string[];
  readonly #parsed: ParsedPattern;
  readonly #options: CompileOptions;
  readonly #keep = ({ name }: GroupNode) => this.#options.namedOnly !== true || name !== undefined;
  readonly #ascii: Compiled;
  #unicode: Compiled | undefined;

  private constructor(pattern: string, options: CompileOptions) {
    this.pattern = pattern;
    this.#options = options;
    this.#parsed = parse(pattern, {
      ignoreCase: options.ignoreCase ?? false,
      multiline: options.multiline ?? false,
      dotAll: false,
      verbose: false,
      ascii: false,
    });
    this.groupNames = this.#parsed.groupNames;
    this.groupCount = this.#parsed.groups.size;
    this.caveats = findCaveats(this.#parsed, this.#keep);
    this.#ascii = this.#compile('ascii');
  }

  /** Throws PatternError, in CPython's words, if the pattern is none. */
  static compile(pattern: string, options: CompileOptions = {}): PythonRegex {
    try {
      return new PythonRegex(pattern, options);
    } catch (error) {
      if (error instanceof RangeError) throw new PatternError('the pattern is nested too deeply', pattern);
      throw error;
    }
  }

  /** The first match at or after `from`; `^` still means the start of the text. */
  search(text: string, from = 0): PythonMatch | undefined {
    const compiled = isAscii(text) ? this.#ascii : (this.#unicode ??= this.#compile('unicode'));
    const { regExp } = compiled;
    regExp.lastIndex = from;
    let found = regExp.exec(text);
    while (found !== null && splitsCharacter(text, found.index)) {
      regExp.lastIndex = found.index + 1;
      found = regExp.exec(text);
    }
    return found === null ? undefined : new PythonMatch(found, compiled);
  }

  #compile(variant: Variant): Compiled {
    const { source, flags, groups } = generate(this.#parsed, variant, this.#keep);
    try {
      const regExp = new RegExp(source, `g${this.#options.indices === true ? 'd' : ''}${flags}`);
      // V8 finds out whether a pattern is too large only when it first runs.
      regExp.exec('');
      return { regExp, groups, groupNames: this.groupNames };
    } catch {
      throw new PatternError('the pattern is too large, shorten it', this.pattern);
    }
  }
}

/** V8 also finds empty matches between the two halves of a character; for Python there is no such place. */
function splitsCharacter(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff && index > 0 && (text.codePointAt(index - 1) ?? 0) > 0xffff;
}

let lastText = '';
let lastIsAscii = true;

/** Remembers its last answer: a filter tries many patterns on one line. */
function isAscii(text: string): boolean {
  if (text !== lastText) {
    lastText = text;
    lastIsAscii = !/[^\x00-\x7f]/.test(text);
  }
  return lastIsAscii;
}
