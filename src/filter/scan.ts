import { isAscii } from '../python-regex/is-ascii.js';
import type { PythonMatch } from '../python-regex/python-match.js';
import type { CaptureLayout } from './captures.js';
import type { CompiledRegexes } from './compile-regexes.js';
import { type BufferedLine, joined, LineBuffer } from './line-buffer.js';
import type { LineTime, TimedLine } from './line-time.js';
import type { Found, Pass, ScannedLine } from './pass.js';
import { type FirstMatch, RegexSet } from './regex-set.js';
import { shortened } from './shortened.js';

export interface ScanOptions {
  readonly regexes: CompiledRegexes;
  readonly layout: CaptureLayout;
  readonly times: LineTime;
  /** Try the failregexes, and ignoreregexes, behind the first that matches as well. */
  readonly allRegexes: boolean;
  /** Tell of every line what the prefregex found in it, be it missed. */
  readonly tellsPrefix: boolean;
}

const notIgnored: readonly number[] = [];

/** How often, in lines, a scan looks whether its time is over. */
const linesBetweenLooks = 32;

/**
 * Searches lines for failures (spec config §4.4): the date is cut out (1), the line joins the buffer (2), ignoreregex may
 * drop it (3), prefregex narrows it (4), and the first failregex that matches counts unless an ignoreregex matches too (5).
 *
 * A scan can be interrupted anywhere and run again: it then takes up the line it was at. So a line changes nothing before
 * it has been searched to its end, but for what it would change in the same way once more.
 */
export class Scan {
  readonly #options: ScanOptions;
  readonly #failregexes: RegexSet;
  readonly #ignoresFirst: boolean;
  readonly #isMultiline: boolean;
  /** True if the content that the prefregex finds is all that is left of a line. */
  readonly #endsInContent: boolean;
  #buffer: LineBuffer;
  #prefregexHits = 0;
  /** What the line under way makes of the buffer, and of the count. */
  #grown: LineBuffer;
  #isPrefixed = false;

  constructor(options: ScanOptions) {
    const { prefregex, failregex, ignoreregex, maxlines } = options.regexes;
    this.#options = options;
    // Where all of them are tried on every line there is nothing to gain from trying them at once.
    this.#failregexes = new RegexSet(options.allRegexes ? [] : failregex);
    // With few ignoreregexes and many failregexes the whole line is tried first (spec config §4.4 step 3).
    this.#ignoresFirst = ignoreregex.length > 0 && ignoreregex.length < failregex.length - 2;
    this.#isMultiline = maxlines > 1;
    this.#endsInContent = prefregex?.endsIn('content') === true;
    this.#buffer = new LineBuffer(maxlines);
    this.#grown = this.#buffer;
  }

  /** How many lines the prefregex let through so far. */
  get prefregexHits(): number {
    return this.#prefregexHits;
  }

  /** Goes on with a pass, up to the line before `end` or until the time is over. */
  run(pass: Pass, end = pass.lines.length, isOver: () => boolean = () => false): void {
    while (pass.next < end) {
      if (pass.next % linesBetweenLooks === 0 && isOver()) return;
      this.#scanNext(pass);
    }
  }

  /**
   * Cuts the middle out of the line under way and of those it is searched with, so that together they are no longer than
   * `limit` characters; false if they are short enough. What stands at either end of a line still does; and whoever can
   * make a line so long writes what is cut out, so he could have written the shorter line himself.
   */
  shorten(pass: Pass, limit: number): boolean {
    const share = Math.floor(limit / this.#options.regexes.maxlines);
    const text = shortened(pass.line.text, share);
    const buffer = this.#buffer.map((before) => shortened(before, share));
    if (text === pass.line.text && buffer.text === this.#buffer.text) return false;
    pass.replace(text);
    this.#buffer = buffer;
    return true;
  }

  /** To be called when a failregex was demoted or promoted. */
  regroup(): void {
    this.#failregexes.regroup();
  }

  #scanNext(pass: Pass): void {
    const scanned = this.#attempt(pass);
    pass.advance(scanned);
    // From where that went on to the next line nothing here can be interrupted.
    this.#buffer = this.#grown;
    if (this.#isPrefixed) this.#prefregexHits += 1;
  }

  #attempt(pass: Pass): ScannedLine | undefined {
    this.#grown = this.#buffer;
    this.#isPrefixed = false;
    try {
      return this.#search(pass);
    } catch (error) {
      return { index: pass.next, found: [], error };
    }
  }

  /** Undefined, for which no object is made, for a line that is missed. */
  #search(pass: Pass): ScannedLine | undefined {
    const { prefregex } = this.#options.regexes;
    const line = this.#timed(pass);
    if (line === undefined) return undefined;
    const whole = this.#wholeWith(line);
    const ignoredFirst = this.#ignoresFirst ? this.#ignoredBy(whole) : notIgnored;
    if (ignoredFirst.length > 0) return { index: pass.next, found: [], ignoredFirst };
    const ascii = (pass.line.isAscii === true && !this.#isMultiline) || isAscii(whole);
    const prefix = prefregex?.search(whole, 0, ascii);
    if (prefregex !== undefined && prefix === undefined) return undefined;
    this.#isPrefixed = prefix !== undefined;
    const text = prefix === undefined ? whole : this.#contentOf(prefix, whole);
    // Most texts found are ASCII because the whole they were cut from is.
    const found = this.#find(text, ascii || isAscii(text), prefix, line);
    if (prefix !== undefined && this.#options.tellsPrefix) return { index: pass.next, found: found ?? [], prefix };
    return found === undefined ? undefined : { index: pass.next, found };
  }

  /** What the failregexes search: the content, with a newline behind it. */
  #contentOf(prefix: PythonMatch, whole: string): string {
    const content = prefix.group('content') ?? '';
    if (content === '') return whole;
    // A slice is no copy.
    const isRest = this.#endsInContent && prefix.end === whole.length - 1;
    return isRest ? whole.slice(-content.length - 1) : `${content}\n`;
  }

  /** The date is cut out once only, however often the line has to be taken up again: templates learn from it. */
  #timed(pass: Pass): TimedLine | undefined {
    if (!pass.isCut) {
      this.#options.times.cut(pass.line, pass.at.now, pass);
      pass.isCut = true;
    }
    pass.timed ??= this.#options.times.read(pass.line, pass.at) ?? 'too old';
    return pass.timed === 'too old' ? undefined : pass.timed;
  }

  #wholeWith(line: TimedLine): string {
    if (!this.#isMultiline) return line.text;
    this.#grown = this.#buffer.with(line);
    return this.#grown.text;
  }

  /** The first failregex that matches, or all of them; what belongs to which is settled before anything is used up. */
  #find(text: string, ascii: boolean, prefix: PythonMatch | undefined, line: TimedLine): readonly Found[] | undefined {
    const matches = this.#options.allRegexes ? this.#matchesOfAll(text) : this.#firstMatch(text, ascii);
    const found = matches?.map(({ index, match }) => {
      const lines = this.#isMultiline ? this.#linesOf(match) : [line];
      const ignoreregexes = this.#ignoredBy(this.#isMultiline ? joined(lines) : text);
      return { regex: index, captures: this.#options.layout.merge(prefix, index, match), line, lines, ignoreregexes };
    });
    if (this.#isMultiline) for (const { lines } of found ?? []) this.#grown = this.#grown.without(lines);
    return found;
  }

  #firstMatch(text: string, ascii: boolean): readonly FirstMatch[] | undefined {
    const first = this.#failregexes.search(text, ascii);
    return first === undefined ? undefined : [first];
  }

  #matchesOfAll(text: string): readonly FirstMatch[] | undefined {
    const all = this.#options.regexes.failregex.flatMap((regex, index) => {
      const match = regex.search(text);
      return match === undefined ? [] : [{ index, match }];
    });
    return all.length === 0 ? undefined : all;
  }

  /** The first ignoreregex that matches, or all of them. */
  #ignoredBy(text: string): readonly number[] {
    const { allRegexes, regexes } = this.#options;
    const { ignoreregex } = regexes;
    let ignoredBy = notIgnored;
    for (let index = 0; index < ignoreregex.length; index++) {
      if (ignoreregex[index]?.search(text) === undefined) continue;
      ignoredBy = [...ignoredBy, index];
      if (!allRegexes) break;
    }
    return ignoredBy;
  }

  #linesOf(match: PythonMatch): readonly BufferedLine[] {
    const skipped = Object.keys(match.named())
      .filter((name) => name.startsWith('skiplines'))
      .map((name) => match.span(name) ?? ([0, 0] as const));
    return this.#grown.touched([match.start, match.end], skipped);
  }
}
