import { readFilter } from '../../src/config/read-filter.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import type { Failure } from '../../src/filter/failure.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import type { Sample } from './sample-log.js';

/** The samples' times are those of Zurich, and the newest of those without a year are of August 2005. */
export const zone = 'Europe/Zurich';
export const now = Date.UTC(2005, 7, 14, 10) / 1000;
/** Dates with a year are those of our days. */
const today = Date.UTC(2026, 10, 21) / 1000;

/** A filter of a directory, once for every set of options: its sessions and its last date go on from one line to the next. */
export class SampleFilters {
  readonly #directory: string;
  readonly #name: string;
  readonly #made = new Map<string, Filter>();

  /** `log` is a sample log's name; what the journal has is tried with the filter files are tried with. */
  constructor(directory: string, log: string) {
    this.#directory = directory;
    this.#name = log.replace(/-journal$/, '');
  }

  get(options: Sample['options']): Filter {
    const key = JSON.stringify(options);
    const filter = this.#made.get(key) ?? this.#make(options);
    this.#made.set(key, filter);
    return filter;
  }

  #make(options: Sample['options']): Filter {
    const tried = readFilter(this.#directory, this.#name, new Map(Object.entries(options)));
    if (tried === undefined) throw new Error(`no filter ${this.#name}`);
    const { prefregex, failregex, ignoreregex, datepattern, maxlines } = tried.filter;
    return compileFilter({
      ...(prefregex !== undefined && { prefregex: prefregex.value }),
      failregex: failregex.map(({ value }) => value),
      ignoreregex: ignoreregex.map(({ value }) => value),
      maxlines,
      // The samples' host names have long been others, or nobody's.
      usedns: 'raw',
      findtime: 600,
      dates: createDateDetector({
        ...(datepattern !== undefined && { datepattern: datepattern.value }),
        clock: () => today,
      }),
      warn: () => undefined,
      offline: true,
    });
  }
}

/** The failure a sample's line makes, if any. */
export function failureIn({ text, options }: Sample, filters: SampleFilters): Failure | undefined {
  const line = { text, end: 0, ...(options['logtype'] === 'journal' && { time: now }) };
  const position = { now, inOperation: true, writtenAfterStart: true };
  return filters.get(options).process(line, position).failures[0];
}
