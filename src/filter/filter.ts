import type { PythonRegex } from '../python-regex/python-regex.js';
import type { runInSlice, TimeSlice } from '../python-regex/time-slice.js';
import type { DateCutter } from '../date/date-cut.js';
import type { Line } from '../source/line.js';
import { createTurns, type NextTurn } from '../time/turns.js';
import { CaptureLayout } from './captures.js';
import { type CompiledRegexes, compileRegexes, type RegexNote, type RegexSources } from './compile-regexes.js';
import type { Failure } from './failure.js';
import { GivenUp } from './given-up.js';
import { Guard, type GuardCounts } from './guard.js';
import { Judge } from './judge.js';
import { type LineResult, missed } from './line-result.js';
import { type Circumstances, LineTime } from './line-time.js';
import { Pass, type ScannedLine } from './pass.js';
import { Scan } from './scan.js';

export interface FilterOptions extends RegexSources {
  /** Seconds. */
  readonly findtime: number;
  readonly dates: DateCutter;
  /** Hears what the log should tell; the text does not name the jail and may hold pieces of foreign lines. */
  readonly warn: (text: string) => void;
  /** As tsban-regex reads a log: every line counts with its own time, F-NOFAIL is heeded without a session too, and results tell of the prefregex. */
  readonly offline?: boolean;
  /** Try the failregexes, and ignoreregexes, behind the first that matches as well. */
  readonly allRegexes?: boolean;
  /**
   * Tell of each line what the prefregex captured in it, which costs more than all else, and of hits that make no failure too
   * who and when.
   */
  readonly tellsAll?: boolean;
  /** Shared by all filters that run at the same time; turns of its own if not set. */
  readonly nextTurn?: NextTurn;
  /** How long lines may be searched in one go. */
  readonly slice?: TimeSlice;
  /** Runs work for such a slice. */
  readonly runInSlice?: typeof runInSlice;
}

/** What lines that are hard to search have led to so far. */
export interface SearchCounts extends GuardCounts {
  /** Searches given up, each of which may have missed a match. */
  readonly givenUp: number;
}

/** Compiles the regexes of a filter. Throws RegexError, which says which one is at fault and where. */
export function compileFilter(options: FilterOptions): Filter {
  return new Filter(options);
}

/**
 * Finds failures in lines: a scan searches them (scan.ts), under a guard that lets no line hold up the event loop
 * (guard.ts), and of what was found failures are made (judge.ts).
 */
export class Filter {
  /** What it searches lines with. */
  readonly regexes: CompiledRegexes;
  readonly #warn: (text: string) => void;
  readonly #scan: Scan;
  readonly #guard: Guard;
  readonly #givenUp: GivenUp;
  readonly #judge: Judge;
  /** What a scan has to tell; logging must not be interrupted as it may be. */
  readonly #untold: string[] = [];
  /** Batches are searched one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: FilterOptions) {
    const { dates, findtime, usedns, warn, offline = false, allRegexes = false, tellsAll = false } = options;
    const regexes = compileRegexes(options);
    const [error] = regexes.errors;
    if (error !== undefined) throw error;
    for (const note of regexes.notes) warn(noteText(note));
    this.regexes = regexes;
    const layout = new CaptureLayout(regexes.prefregex, regexes.failregex);
    const times = new LineTime({ dates, findtime, offline, warn: (text) => this.#untold.push(text) });
    this.#warn = warn;
    this.#scan = new Scan({ regexes, layout, times, allRegexes, tellsPrefix: tellsAll });
    this.#judge = new Judge({ layout, usedns, warn, offline, tellsContext: tellsAll });
    const named = { nameOf: (regex: object) => nameOf(regex, regexes), warn };
    this.#givenUp = new GivenUp({ regexes: [...allOf(regexes), dates], ...named });
    this.#guard = new Guard({
      ...named,
      nextTurn: options.nextTurn ?? createTurns(),
      ...(options.slice && { slice: options.slice }),
      ...(options.runInSlice && { runInSlice: options.runInSlice }),
    });
  }

  /** How many lines the prefregex let through so far. */
  get prefregexHits(): number {
    return this.#scan.prefregexHits;
  }

  get guardCounts(): GuardCounts {
    return this.#guard.counts;
  }

  get searchCounts(): SearchCounts {
    return { ...this.guardCounts, givenUp: this.#givenUp.count };
  }

  /** The failures in a batch of lines; never rejects. */
  async find(lines: readonly Line[], at: Circumstances): Promise<readonly Failure[]> {
    const failures: Failure[] = [];
    await this.#each(lines, at, (result) => {
      for (const failure of result.failures) failures.push(failure);
    });
    return failures;
  }

  /** What becomes of each line of a batch, in their order; never rejects. */
  async processAll(lines: readonly Line[], at: Circumstances): Promise<readonly LineResult[]> {
    const results: LineResult[] = lines.map(() => missed);
    await this.#each(lines, at, (result, index) => (results[index] = result));
    return results;
  }

  /** What becomes of one line, however long that takes; not while a batch is on its way. Never throws. */
  process(line: Line, at: Circumstances): LineResult {
    const pass = new Pass([line], at);
    this.#scan.run(pass);
    let result = missed;
    this.#take(pass, (only) => (result = only));
    return result;
  }

  /** Calls `take` for every line that is not simply missed. */
  async #each(lines: readonly Line[], at: Circumstances, take: Take): Promise<void> {
    const pass = new Pass(lines, at);
    const before = this.#last;
    const run = async () => {
      await Promise.allSettled([before]);
      while (!pass.isDone) {
        await this.#guard.advance(this.#scan, pass);
        this.#take(pass, take);
      }
    };
    this.#last = run();
    await this.#last;
  }

  #take(pass: Pass, take: Take): void {
    for (const text of this.#untold.splice(0)) this.#warn(text);
    this.#givenUp.tell(pass.at.now);
    for (const scanned of pass.take()) take(this.#judged(scanned, pass), scanned.index);
  }

  /** A line that makes something go wrong is missed, with a warning. */
  #judged(scanned: ScannedLine, pass: Pass): LineResult {
    if (scanned.error !== undefined) return this.#failed(scanned, pass, scanned.error);
    try {
      return this.#judge.judge(scanned, pass.at);
    } catch (error) {
      return this.#failed(scanned, pass, error);
    }
  }

  #failed({ index }: ScannedLine, { lines }: Pass, error: unknown): LineResult {
    this.#warn(`Failed to process line: '${lines[index]?.text}', caught exception: ${String(error)}`);
    return missed;
  }
}

type Take = (result: LineResult, index: number) => void;

/** A note as it is logged. */
export function noteText({ place, text }: RegexNote): string {
  return place === undefined ? text : `${place.option} ${place.number + 1} ${text}`;
}

function allOf({ prefregex, failregex, ignoreregex }: CompiledRegexes): PythonRegex[] {
  return [...(prefregex === undefined ? [] : [prefregex]), ...failregex, ...ignoreregex];
}

function nameOf(regex: object, { prefregex, failregex, ignoreregex }: CompiledRegexes): string {
  if (regex === prefregex) return 'prefregex';
  for (const [option, regexes] of Object.entries({ failregex, ignoreregex })) {
    const index = regexes.findIndex((each) => each === regex);
    if (index >= 0) return `${option} ${index + 1}`;
  }
  return 'datepattern';
}
