import { TsbanError } from '../error.js';
import type { EpochSeconds } from '../time/clock.js';
import { cutOut, type LinePlace } from './date-cut.js';
import type { DateDetector } from './date-detector.js';

/** What a detector has learned from some batches. Whoever learned the same from them shares what it makes of the next. */
export class Learned {
  readonly #detector: DateDetector;
  readonly #next = new WeakMap<LinePlace['lines'], BatchDates>();

  constructor(detector: DateDetector) {
    this.#detector = detector;
  }

  /** The dates of the batch that comes next. */
  datesOf(lines: LinePlace['lines']): BatchDates {
    const known = this.#next.get(lines);
    if (known !== undefined) return known;
    const dates = new BatchDates(this.#detector.copy(), lines.length);
    this.#next.set(lines, dates);
    return dates;
  }

  /** The date of a line that nobody learns from. */
  dateOfOne(): BatchDates {
    return new BatchDates(this.#detector.copy(), 1);
  }
}

/** The dates of the lines of a batch. The first who asks for one has it looked for; lines are to be asked for in their order. */
export class BatchDates {
  /** At the index of a line where its date is; -1 for one that has none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** NaN for a date that names no time. */
  readonly times: Float64Array;
  /** At the index of a line what reading its date threw. */
  readonly errors = new Map<number, TsbanError>();
  readonly #rests: (string | undefined)[] = [];
  readonly #detector: DateDetector;
  /** How many dates were looked for, and how many are read. */
  #looked = 0;
  #read = 0;
  /** True if there is one in the last line looked at. */
  #isDated = false;
  #after: Learned | undefined;

  /** `detector` is its own from now on. */
  constructor(detector: DateDetector, length: number) {
    this.#detector = detector;
    this.starts = new Int32Array(length).fill(-1);
    this.ends = new Int32Array(length).fill(-1);
    this.times = new Float64Array(length).fill(Number.NaN);
  }

  /** What is learned once the last line was asked for. */
  get after(): Learned {
    return (this.#after ??= new Learned(this.#detector));
  }

  /** True if a line has a date. May be interrupted anywhere and asked again. */
  look(index: number, text: string, now: EpochSeconds): boolean {
    if (this.#looked <= index) {
      // Nothing between these two can be interrupted: templates learn from a line once only.
      this.#isDated = this.#detector.cut(text, now);
      this.#looked = index + 1;
    }
    if (this.#read <= index) {
      if (this.#isDated) this.#readDate(index, now);
      this.#read = index + 1;
    }
    return this.starts[index] !== -1;
  }

  /** A line without its date. */
  rest(index: number, ended: string): string {
    return (this.#rests[index] ??= cutOut(ended, this.starts[index] ?? 0, this.ends[index] ?? 0));
  }

  #readDate(index: number, now: EpochSeconds): void {
    this.starts[index] = this.#detector.start;
    this.ends[index] = this.#detector.end;
    try {
      this.times[index] = this.#detector.time(now) ?? Number.NaN;
    } catch (error) {
      if (!(error instanceof TsbanError)) throw error;
      this.errors.set(index, error);
    }
  }
}
