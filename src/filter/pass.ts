import type { PythonMatch } from '../python-regex/python-match.js';
import type { Line } from '../source/line.js';
import type { Captured } from './captures.js';
import type { BufferedLine } from './line-buffer.js';
import type { Circumstances, TimedLine } from './line-time.js';

/** A failregex that matched, and what it matched in. */
export interface Found {
  /** Index of the failregex. */
  readonly regex: number;
  /** What it and the prefregex captured. */
  readonly captures: Captured[];
  readonly line: TimedLine;
  /** The lines the match is made of. */
  readonly lines: readonly BufferedLine[];
  /** Indices of the ignoreregexes that match them too: the first, or all that do. */
  readonly ignoreregexes: readonly number[];
}

/** A line that is not simply missed. */
export interface ScannedLine {
  /** Index of the line in its batch. */
  readonly index: number;
  readonly found: readonly Found[];
  /** Indices of the ignoreregexes that matched before any failregex was tried. */
  readonly ignoredFirst?: readonly number[];
  /** What the prefregex found in it, where that is told. */
  readonly prefix?: PythonMatch;
  /** What went wrong with it. */
  readonly error?: unknown;
}

const noLine: Line = { text: '', end: 0 };

/** A batch of lines on its way through a scan: how far it has come, and what was found so far. */
export class Pass {
  readonly lines: readonly Line[];
  readonly at: Circumstances;
  /** True once the date of the line under way has been looked for. */
  isCut = false;
  /** The line under way once its date has been cut out. */
  timed: TimedLine | 'too old' | undefined;
  #next = 0;
  #replacement: Line | undefined;
  #found: ScannedLine[] = [];

  constructor(lines: readonly Line[], at: Circumstances) {
    this.lines = lines;
    this.at = at;
  }

  get isDone(): boolean {
    return this.#next >= this.lines.length;
  }

  /** Index of the line under way. */
  get next(): number {
    return this.#next;
  }

  /** The line under way; not to be asked for when the pass is done. */
  get line(): Line {
    return this.#replacement ?? this.lines[this.#next] ?? noLine;
  }

  /** Goes on to the next line. */
  advance(scanned: ScannedLine | undefined): void {
    // Nothing in here can be interrupted: a line is found and passed, or neither.
    if (scanned !== undefined) this.#found.push(scanned);
    this.#replacement = undefined;
    this.isCut = false;
    this.timed = undefined;
    this.#next += 1;
  }

  /** Lets another text stand for the line under way, which is then searched from its start. */
  replace(text: string): void {
    const { end, time } = this.line;
    this.#replacement = { text, end, ...(time !== undefined && { time }) };
    this.isCut = false;
    this.timed = undefined;
  }

  /** What was found since it was last asked for. */
  take(): readonly ScannedLine[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
