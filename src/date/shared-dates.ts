import { type Clock, type EpochSeconds, systemClock } from '../time/clock.js';
import { type BatchDates, Learned } from './batch-dates.js';
import type { DateCutter, LinePlace } from './date-cut.js';
import { createDateDetector, type DateDetector, type DateDetectorOptions } from './date-detector.js';

/** The settings for dates that jails may have in common. */
export type DateSettings = Omit<DateDetectorOptions, 'clock'>;

interface Beginning {
  readonly learned: Learned;
  /** Of which all others are copies. */
  readonly detector: DateDetector;
}

/**
 * Lets jails share the dates of the lines they have in common: those that have the same settings and have read the same
 * batches know the same, and look for each date once. Each finds what it would have found with a detector of its own.
 */
export class SharedDates {
  readonly #clock: Clock;
  readonly #beginnings = new Map<string, Beginning>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** For a jail that has not read anything yet. Throws as createDateDetector does. */
  cutter(settings: DateSettings): SharedDateCutter {
    // A detector accepts no years far from the one it was made in.
    const year = new Date(this.#clock() * 1000).getUTCFullYear();
    const key = JSON.stringify([settings.datepattern, settings.logtimezone, year]);
    const beginning = this.#beginnings.get(key) ?? this.#begin(settings);
    this.#beginnings.set(key, beginning);
    return new SharedDateCutter(beginning);
  }

  #begin(settings: DateSettings): Beginning {
    const detector = createDateDetector({ ...settings, clock: this.#clock });
    return { learned: new Learned(detector), detector };
  }
}

/** Finds the dates of a jail's lines; batches have to be read one after the other, each to its end. */
export class SharedDateCutter implements DateCutter {
  readonly #detector: DateDetector;
  #learned: Learned;
  #batch: BatchDates | undefined;
  /** Where the date of the line under way is. */
  #dates: BatchDates | undefined;
  #index = 0;

  constructor({ learned, detector }: Beginning) {
    this.#learned = learned;
    this.#detector = detector;
  }

  /** What a user should know about the datepattern, such as that it matches only its literal text. */
  get notes(): readonly string[] {
    return this.#detector.notes;
  }

  get givenUp(): number {
    return this.#detector.givenUp;
  }

  get start(): number {
    return this.#dates?.starts[this.#index] ?? -1;
  }

  get end(): number {
    return this.#dates?.ends[this.#index] ?? -1;
  }

  cut(text: string, now: EpochSeconds, { lines, next }: LinePlace): boolean {
    // A line that was shortened for this jail is none of the batch.
    if (text !== lines[next]?.text) return this.#look(this.#learned.dateOfOne(), 0, text, now);
    this.#batch ??= this.#learned.datesOf(lines);
    const isDated = this.#look(this.#batch, next, text, now);
    if (next === lines.length - 1) this.#end(this.#batch);
    return isDated;
  }

  rest(ended: string): string {
    return this.#dates?.rest(this.#index, ended) ?? ended;
  }

  time(): EpochSeconds | undefined {
    const error = this.#dates?.errors.get(this.#index);
    if (error !== undefined) throw error;
    const time = this.#dates?.times[this.#index] ?? Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  }

  #look(dates: BatchDates, index: number, text: string, now: EpochSeconds): boolean {
    this.#dates = dates;
    this.#index = index;
    return dates.look(index, text, now);
  }

  #end({ after }: BatchDates): void {
    this.#learned = after;
    this.#batch = undefined;
  }
}
