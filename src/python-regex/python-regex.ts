import { isAnchored, programSize } from './analyze.js';
import { type BacktrackingRisk, backtrackingRisk } from './backtracking-risk.js';
import { endsInGroup } from './ends-in-group.js';
import { isAscii } from './is-ascii.js';
import { LinearSearch } from './linear-search.js';
import { type Literals, literalCandidates } from './literal-candidates.js';
import { mandatoryLiterals } from './mandatory-literals.js';
import type { GroupNode } from './node.js';
import { type ParsedPattern, parse } from './parse.js';
import { PatternError } from './pattern-error.js';
import { PythonMatch } from './python-match.js';
import { type Blamable, underWay } from './search-under-way.js';
import { isTranslatable } from './translatable.js';
import { Translated } from './translated.js';

export interface CompileOptions {
  readonly multiline?: boolean;
  readonly ignoreCase?: boolean;
  /** Lets matches tell where their groups lie. */
  readonly indices?: boolean;
  /** Unnamed groups are not captured, which is faster; `group(2)` then answers only for a named one. */
  readonly namedOnly?: boolean;
  /** Made when it is first searched for: most like it never are, and V8 took another of its kind and size. */
  readonly later?: boolean;
}

/** What a search is known to find. */
interface Settled {
  readonly text: string;
  readonly from: number;
  readonly match: PythonMatch | undefined;
}

/** Instructions of the bit-state machine. */
const largestProgram = 20_000;

/**
 * A pattern of Python's `re` (3.11, str), which finds what CPython would find (spec config §4.1).
 * The pattern is read (tokenize, parse) and looked over (analyze, translatable). Most are then written as a JavaScript
 * RegExp (translated, generate), which is fast, but can take for ever on some texts; and every one can be written as a program
 * for a machine of our own (linear-search, compile-bit-program, bit-state), which takes no longer than the text is long. Most
 * texts that lack a match a sieve can tell from that program, which is quicker.
 */
export class PythonRegex implements Blamable {
  readonly pattern: string;
  readonly groupNames: ReadonlyMap<string, number>;
  readonly groupCount: number;
  /** What the pattern says, for those who make one of several. */
  readonly parsed: ParsedPattern;
  readonly #translated: Translated | undefined;
  readonly #linear: LinearSearch;
  #isSifted = false;
  #isDemoted = false;
  #settled: readonly Settled[] = [];

  private constructor(pattern: string, options: CompileOptions) {
    this.pattern = pattern;
    this.parsed = parse(pattern, {
      ignoreCase: options.ignoreCase ?? false,
      multiline: options.multiline ?? false,
      dotAll: false,
      verbose: false,
      ascii: false,
    });
    if (programSize(this.parsed.root) > largestProgram) throw new PatternError(tooLarge, pattern);
    this.groupNames = this.parsed.groupNames;
    this.groupCount = this.parsed.groups.size;
    const keep = ({ name }: GroupNode) => options.namedOnly !== true || name !== undefined;
    this.#linear = new LinearSearch(this.parsed, keep);
    if (isTranslatable(this.parsed, keep)) {
      this.#translated = new Translated(this.parsed, keep, options.indices === true);
      if (options.later !== true) this.#translated.generate();
    }
  }

  /** Throws PatternError, in CPython's words, if the pattern is none. */
  static compile(pattern: string, options: CompileOptions = {}): PythonRegex {
    try {
      return new PythonRegex(pattern, options);
    } catch (error) {
      if (error instanceof RangeError) throw new PatternError('the pattern is nested too deeply', pattern);
      // V8 has no better words for it.
      if (error instanceof SyntaxError) throw new PatternError(tooLarge, pattern);
      throw error;
    }
  }

  /**
   * The first match at or after `from`; `^` still means the start of the text. Whoever knows whether the text is ASCII saves
   * a look at all of it.
   */
  search(text: string, from = 0, ascii = isAscii(text)): PythonMatch | undefined {
    if (this.#settled.length > 0) {
      const settled = this.#settled.find((known) => known.text === text && known.from === from);
      if (settled !== undefined) return settled.match;
    }
    underWay.searchable = this;
    underWay.text = text;
    underWay.from = from;
    const isQuick = !this.#isSifted && this.#translated !== undefined;
    const match = isQuick ? this.#searchFast(text, from, ascii) : this.#searchSifted(text, from, ascii);
    underWay.searchable = undefined;
    return match;
  }

  /** The same match, found in a time linear in the length of the text, however ill-meant that is; on most texts slower. */
  searchSafely(text: string, from = 0): PythonMatch | undefined {
    const found = this.#linear.search(text, from);
    return found === undefined ? undefined : new PythonMatch(found, this.groupNames);
  }

  *settle(text: string, from: number): Generator<undefined, void> {
    const found = yield* this.#linear.searchInPieces(text, from);
    const match = found === undefined ? undefined : new PythonMatch(found, this.groupNames);
    this.#settled = [...this.#settled, { text, from, match }];
  }

  unsettle(): void {
    this.#settled = [];
  }

  prepare(text: string): boolean {
    return !isAscii(text) && this.#translated?.prepare() === true;
  }

  sift(): void {
    this.#isSifted = true;
  }

  demote(): void {
    this.#isSifted = true;
    this.#isDemoted = true;
  }

  promote(): void {
    this.#isSifted = false;
    this.#isDemoted = false;
  }

  get isSifted(): boolean {
    return this.#isSifted;
  }

  get isSafe(): boolean {
    return this.#isDemoted || this.#translated === undefined;
  }

  /** True if a match can only start where the text does. */
  get isAnchored(): boolean {
    return isAnchored(this.parsed.root);
  }

  /** True if every match ends where the group of this name does. */
  endsIn(name: string): boolean {
    const group = this.groupNames.get(name);
    return group !== undefined && endsInGroup(this.parsed.root, group);
  }

  /** Texts one of which is in every match; undefined if there are none. */
  get literals(): readonly string[] | undefined {
    return mandatoryLiterals(this.parsed.root);
  }

  /** Lists of texts: in every match there is one of each list. */
  get literalCandidates(): readonly Literals[] {
    return literalCandidates(this.parsed.root);
  }

  /** What an ill-meant text can do to a search that is not a safe one. */
  get risk(): BacktrackingRisk {
    return backtrackingRisk(this.parsed.root);
  }

  /** Searches given up so far because of what they tried with back-references; they found nothing. */
  get givenUp(): number {
    return this.#linear.givenUp;
  }

  #searchSifted(text: string, from: number, ascii: boolean): PythonMatch | undefined {
    if (!this.#linear.lets(text, from)) return undefined;
    return this.isSafe ? this.searchSafely(text, from) : this.#searchFast(text, from, ascii);
  }

  #searchFast(text: string, from: number, ascii: boolean): PythonMatch | undefined {
    // In an empty text a RegExp can't tell whether a group took part.
    if (text === '') return this.searchSafely(text, from);
    try {
      const found = this.#translated?.search(text, from, ascii);
      return found === undefined ? undefined : new PythonMatch(found, this.groupNames);
    } catch (error) {
      // V8 runs out of stack on some texts.
      if (error instanceof RangeError) return this.searchSafely(text, from);
      throw error;
    }
  }
}

const tooLarge = 'the pattern is too large, shorten it';
