import type { LineResult } from '../../filter/line-result.js';
import type { EpochSeconds } from '../../time/clock.js';

/** One hit of a failregex: who and when. */
export interface TriedHit {
  /** Undefined for a line that waits in its session for an id. */
  readonly id: string | undefined;
  readonly time: EpochSeconds;
  /** True if two failregexes before it have hit the same line. */
  readonly isFurther: boolean;
}

/** What the groups of a prefregex hold. */
export type Groups = NonNullable<LineResult['prefix']>;

export interface RegexTally {
  readonly regex: string;
  readonly hits: number;
  readonly who: readonly TriedHit[];
}

/** What the report is to show, and so what has to be kept for it. */
export interface ReportOptions {
  /** Shows what had no hits too, who hit when, and what the prefregex found. */
  readonly verbose: boolean;
  /** Shows what is behind the date templates. */
  readonly verboseDate: boolean;
  /** A list of this many lines is too long to print: 0 for a list nobody wants, Infinity for one that is wanted whole. */
  readonly longest: Readonly<Record<LineKind, number>>;
}

export type LineKind = LineResult['status'];

/** The lines of one kind: how many there are, and the first of them, as many as are kept. */
export interface LineTally {
  readonly count: number;
  readonly kept: readonly TriedLine[];
}

/** A line as it is shown. */
export interface TriedLine {
  readonly line: string;
  /** The line without its date, as `-D` wants it. */
  readonly text: string;
}

export interface TriedRegexes {
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
}

/** What became of a log's lines, for the report. */
export class Tally {
  readonly #options: ReportOptions;
  readonly #maxlines: number;
  readonly #failregex: HitCount[];
  readonly #ignoreregex: HitCount[];
  readonly #prefixes: Groups[] = [];
  readonly #lines = { matched: noLines(), ignored: noLines(), missed: noLines() };

  /** `maxlines` is how many lines a failregex may span. */
  constructor({ failregex, ignoreregex }: TriedRegexes, maxlines: number, options: ReportOptions) {
    this.#failregex = failregex.map(unhit);
    this.#ignoreregex = ignoreregex.map(unhit);
    this.#maxlines = maxlines;
    this.#options = options;
  }

  get failregex(): readonly RegexTally[] {
    return this.#failregex;
  }

  get ignoreregex(): readonly RegexTally[] {
    return this.#ignoreregex;
  }

  /** What the prefregex found in the first lines it let through, if verbose. */
  get prefixes(): readonly Groups[] {
    return this.#prefixes;
  }

  get matched(): LineTally {
    return this.#lines.matched;
  }

  get ignored(): LineTally {
    return this.#lines.ignored;
  }

  get missed(): LineTally {
    return this.#lines.missed;
  }

  /** Counts a line; `text` is the line without its date. Lines a match of several lines has used up are no longer missed (spec config §6). */
  add(line: string, result: LineResult, text = line): void {
    const { status, regexes, ignoreregexes, failures } = result;
    for (const index of regexes) hit(this.#failregex[index]);
    for (const index of ignoreregexes) hit(this.#ignoreregex[index]);
    if (this.#options.verbose) this.#tell(result);
    if (this.#maxlines > 1)
      for (const before of failures.flatMap(({ matches }) => matches.slice(0, -1))) this.#unmiss(before);
    this.#add(status, line, text);
  }

  #tell({ regexes, failures, contexts, prefix }: LineResult): void {
    if (prefix !== undefined && this.#prefixes.length < longestPrefixes) this.#prefixes.push(prefix);
    for (const { regex, id, time } of [...failures, ...contexts]) {
      this.#failregex[regex]?.who.push({ id, time, isFurther: regexes.indexOf(regex) >= 2 });
    }
  }

  #add(kind: LineKind, line: string, text: string): void {
    const lines = this.#lines[kind];
    lines.count += 1;
    // Of several lines that are searched together, any may turn out not to be missed.
    if (lines.kept.length < this.#options.longest[kind] || this.#maxlines > 1) lines.kept.push({ line, text });
  }

  /** Moves a line to the matched ones: it can only be one of the last missed, which were searched together. */
  #unmiss(line: string): void {
    const { missed } = this.#lines;
    const from = Math.max(missed.kept.length - this.#maxlines, 0);
    const at = missed.kept.findLastIndex((kept, index) => index >= from && kept.line === line);
    if (at === -1) return;
    missed.count -= 1;
    for (const found of missed.kept.splice(at, 1)) this.#add('matched', found.line, found.text);
  }
}

/** So many of what a prefregex found are shown. */
const longestPrefixes = 20;

interface HitCount extends RegexTally {
  hits: number;
  readonly who: TriedHit[];
}

const unhit = (regex: string): HitCount => ({ regex, hits: 0, who: [] });
const noLines = () => ({ count: 0, kept: [] as TriedLine[] });

function hit(tally: HitCount | undefined): void {
  if (tally !== undefined) tally.hits += 1;
}
