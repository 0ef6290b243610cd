import type { Failure } from '../../filter/failure.js';
import type { LineResult } from '../../filter/line-result.js';
import type { EpochSeconds } from '../../time/clock.js';

/** One hit of a failregex that made a failure. */
export interface TriedHit {
  readonly id: string;
  readonly time: EpochSeconds;
}

export interface RegexTally {
  readonly regex: string;
  readonly hits: number;
  readonly failures: readonly TriedHit[];
}

/** What the report is to show, and so what has to be kept for it. */
export interface ReportOptions {
  /** Shows what had no hits too, and who hit when. */
  readonly verbose: boolean;
  /** A list of this many lines is too long to print: 0 for a list nobody wants, Infinity for one that is wanted whole. */
  readonly longest: Readonly<Record<LineKind, number>>;
}

export type LineKind = LineResult['status'];

/** The lines of one kind: how many there are, and the first of them, as many as are kept. */
export interface LineTally {
  readonly count: number;
  readonly kept: readonly string[];
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

  get matched(): LineTally {
    return this.#lines.matched;
  }

  get ignored(): LineTally {
    return this.#lines.ignored;
  }

  get missed(): LineTally {
    return this.#lines.missed;
  }

  /** Counts a line. Lines a match of several lines has used up are no longer missed (spec config §6). */
  add(line: string, { status, regexes, ignoreregexes, failures }: LineResult): void {
    for (const index of regexes) hit(this.#failregex[index]);
    for (const index of ignoreregexes) hit(this.#ignoreregex[index]);
    for (const failure of failures) this.#found(failure);
    this.#add(status, line);
  }

  #found({ regex, id, time, matches }: Failure): void {
    if (this.#options.verbose) this.#failregex[regex]?.failures.push({ id, time });
    if (this.#maxlines > 1) for (const line of matches.slice(0, -1)) this.#unmiss(line);
  }

  #add(kind: LineKind, line: string): void {
    const lines = this.#lines[kind];
    lines.count += 1;
    // Of several lines that are searched together, any may turn out not to be missed.
    if (lines.kept.length < this.#options.longest[kind] || this.#maxlines > 1) lines.kept.push(line);
  }

  /** Moves a line to the matched ones: it can only be one of the last missed, which were searched together. */
  #unmiss(line: string): void {
    const { missed } = this.#lines;
    const from = Math.max(missed.kept.length - this.#maxlines, 0);
    const at = missed.kept.slice(from).lastIndexOf(line);
    if (at === -1) return;
    missed.kept.splice(from + at, 1);
    missed.count -= 1;
    this.#add('matched', line);
  }
}

interface HitCount extends RegexTally {
  hits: number;
  readonly failures: TriedHit[];
}

const unhit = (regex: string): HitCount => ({ regex, hits: 0, failures: [] });
const noLines = () => ({ count: 0, kept: [] as string[] });

function hit(tally: HitCount | undefined): void {
  if (tally !== undefined) tally.hits += 1;
}
