import type { DateCutter } from '../date/date-cut.js';
import type { PythonMatch } from '../python-regex/python-match.js';
import type { PythonRegex } from '../python-regex/python-regex.js';
import type { Line } from '../source/line.js';
import type { EpochSeconds } from '../time/clock.js';
import { type Captures, captured, mergeCaptures, withoutSteering } from './captures.js';
import { compileRegexes, type RegexNote, type RegexSources } from './compile-regexes.js';
import { type Identity, identify } from './identity.js';
import { type BufferedLine, joined, LineBuffer } from './line-buffer.js';
import { type Hit, type LineResult, missed, resultOf } from './line-result.js';
import { type Circumstances, LineTime, type TimedLine } from './line-time.js';
import { Sessions } from './session.js';

export interface FilterOptions extends RegexSources {
  /** Seconds. */
  readonly findtime: number;
  readonly dates: DateCutter;
  /** Hears what the log should tell; the text does not name the jail and may hold pieces of foreign lines. */
  readonly warn: (text: string) => void;
  /** As tsban-regex reads a log: every line counts with its own time, and F-NOFAIL is heeded without a session too. */
  readonly offline?: boolean;
  /** Try the failregexes behind the first that matches as well. */
  readonly allRegexes?: boolean;
}

/** A match of a failregex, and what it was found in. */
interface Found {
  readonly regex: number;
  readonly match: PythonMatch;
  readonly prefix: PythonMatch | undefined;
  readonly line: TimedLine;
  /** The lines the match is made of, and the text ignoreregexes are tried on. */
  readonly lines: readonly BufferedLine[];
  readonly text: string;
}

/** Compiles the regexes of a filter. Throws RegexError, which says which one is at fault and where. */
export function compileFilter(options: FilterOptions): Filter {
  return new Filter(options);
}

/**
 * Finds failures, line by line (spec config §4.4): the date is cut out (1), the line joins the buffer (2), ignoreregex
 * may drop it (3), prefregex narrows it (4), the first failregex that matches counts unless an ignoreregex matches
 * too (5), captures are merged (6), the session has its say (7), and what is left tells who failed (8).
 */
export class Filter {
  readonly #options: FilterOptions;
  readonly #maxlines: number;
  readonly #prefregex: PythonRegex | undefined;
  readonly #failregexes: readonly PythonRegex[];
  readonly #ignoreregexes: readonly PythonRegex[];
  readonly #times: LineTime;
  readonly #buffer: LineBuffer;
  readonly #sessions = new Sessions();
  #prefregexHits = 0;

  constructor(options: FilterOptions) {
    const { dates, findtime, warn, offline = false } = options;
    const regexes = compileRegexes(options);
    const [error] = regexes.errors;
    if (error !== undefined) throw error;
    for (const note of regexes.notes) warn(noteText(note));
    this.#options = options;
    this.#maxlines = regexes.maxlines;
    this.#prefregex = regexes.prefregex;
    this.#failregexes = regexes.failregex;
    this.#ignoreregexes = regexes.ignoreregex;
    this.#times = new LineTime({ dates, findtime, offline, warn });
    this.#buffer = new LineBuffer(this.#maxlines);
  }

  /** How many lines the prefregex let through so far. */
  get prefregexHits(): number {
    return this.#prefregexHits;
  }

  /** Never throws: a line that makes something go wrong is missed, with a warning. */
  process(line: Line, at: Circumstances): LineResult {
    try {
      return this.#process(line, at);
    } catch (error) {
      this.#options.warn(`Failed to process line: '${line.text}', caught exception: ${String(error)}`);
      return missed;
    }
  }

  #process(source: Line, at: Circumstances): LineResult {
    const line = this.#times.read(source, at);
    if (line === undefined) return missed;
    this.#buffer.push(line);
    const whole = this.#buffer.text;
    const ignored = this.#ignoresFirst() ? this.#ignoredBy(whole) : undefined;
    if (ignored !== undefined) return { ...missed, status: 'ignored', ignoreregexes: [ignored] };
    const prefix = this.#prefregex?.search(whole);
    if (this.#prefregex !== undefined && prefix === undefined) return missed;
    if (prefix !== undefined) this.#prefregexHits += 1;
    const content = prefix?.group('content') ?? '';
    const text = content === '' ? whole : `${content}\n`;
    const hits: Hit[] = [];
    for (const found of this.#search(text, prefix, line)) {
      hits.push(this.#judge(found, at));
      this.#buffer.consume(found.lines);
    }
    return resultOf(hits);
  }

  /** With few ignoreregexes and many failregexes the whole line is tried first (spec config §4.4 step 3). */
  #ignoresFirst(): boolean {
    return this.#ignoreregexes.length > 0 && this.#ignoreregexes.length < this.#failregexes.length - 2;
  }

  #ignoredBy(text: string): number | undefined {
    const index = this.#ignoreregexes.findIndex((regex) => regex.search(text) !== undefined);
    return index === -1 ? undefined : index;
  }

  /** The first failregex that matches, or all of them; what belongs to which is settled before anything is consumed. */
  #search(text: string, prefix: PythonMatch | undefined, line: TimedLine): readonly Found[] {
    const all: Found[] = [];
    for (const [regex, failregex] of this.#failregexes.entries()) {
      const match = failregex.search(text);
      if (match === undefined) continue;
      const lines = this.#maxlines === 1 ? [line] : this.#linesOf(match);
      all.push({ regex, match, prefix, line, lines, text: this.#maxlines === 1 ? text : joined(lines) });
      if (this.#options.allRegexes !== true) break;
    }
    return all;
  }

  #linesOf(match: PythonMatch): readonly BufferedLine[] {
    const skipped = Object.keys(match.named())
      .filter((name) => name.startsWith('skiplines'))
      .map((name) => match.span(name) ?? ([0, 0] as const));
    return this.#buffer.touched([match.start, match.end], skipped);
  }

  #judge({ regex, match, prefix, line, lines, text }: Found, at: Circumstances): Hit {
    const ignoreregex = this.#ignoredBy(text);
    if (ignoreregex !== undefined) return { regex, status: 'ignored', ignoreregex };
    this.#times.warnDateless(line, at.now);
    if (line.time === undefined) return { regex, status: 'missed' };
    const captures = mergeCaptures(prefix, match);
    const matches = lines.map(({ original }) => original);
    const mlfid = captured(captures, 'mlfid');
    if (mlfid === undefined) {
      if (this.#options.offline === true && captures['nofail'] !== undefined) return { regex, status: 'ignored' };
      return this.#failed(regex, captures, matches, line.time);
    }
    const hasId = (merged: Captures) => this.#identify(merged).kind !== 'none';
    const session = this.#sessions.merge(mlfid, captures, matches, at.now, hasId);
    if (session.kind === 'context') return { regex, status: 'ignored' };
    if (session.kind === 'pending') return { regex, status: 'matched' };
    return this.#failed(regex, session.captures, session.matches, line.time);
  }

  #identify(captures: Captures): Identity {
    return identify(captures, this.#options.usedns);
  }

  #failed(regex: number, captures: Captures, matches: readonly string[], time: EpochSeconds): Hit {
    const identity = this.#identify(captures);
    if (identity.kind !== 'id' && identity.kind !== 'name') return { regex, status: 'missed' };
    const { id } = identity;
    const { address, malformed } = identity.kind === 'id' ? identity : {};
    const fields = { ...withoutSteering(captures), ...(address !== undefined && { ip: address }) };
    const failure = { id, resolve: identity.kind === 'name', time, matches, fields, regex };
    return { regex, status: 'matched', failure: { ...failure, ...(malformed && { malformed }) } };
  }
}

function noteText({ place, text }: RegexNote): string {
  return place === undefined ? text : `${place.option} ${place.number + 1} ${text}`;
}
