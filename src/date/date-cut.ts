import type { EpochSeconds } from '../time/clock.js';

/** Where a line stands among those that were read at once: several jails are given the same array. */
export interface LinePlace {
  readonly lines: readonly { readonly text: string }[];
  readonly next: number;
}

/** Finds the dates of lines, one after the other; learns from the lines it has seen which template fits (spec config §4.3, §5.4). */
export interface DateCutter {
  /** False if the line, read at `now`, has no date. Otherwise the rest tells of its date, until the next cut. */
  cut(text: string, now: EpochSeconds, place: LinePlace): boolean;
  /** The date text is `text.slice(start, end)`; both are equal where the template only marks a place (`{NONE}`). */
  readonly start: number;
  readonly end: number;
  /** What is left of the line without its date; `ended` is its text with whatever stands behind it. */
  rest(ended: string): string;
  /**
   * The date as a time, `now` filling in what it leaves out; undefined where it names none (`2024-02-30`, or a mere place).
   * Throws a TsbanError where nobody can tell, as in an unknown zone: such a line is not to be used (spec config §5.1, §5.5).
   */
  time(now: EpochSeconds): EpochSeconds | undefined;
  /**
   * True if Fail2Ban would show the time that was asked for last without a fraction: that of a date in a zone that is told, and
   * of TAI64N (spec config §8, trap 50). For reports; not set where none are written.
   */
  readonly isWhole?: boolean;
  /** Searches given up so far, each of which may have missed a date; however many cutters share the templates. */
  readonly givenUp: number;
}

/** A text without what stands between two columns. */
export function cutOut(text: string, start: number, end: number): string {
  // A slice is no copy.
  return start === 0 ? text.slice(end) : text.slice(0, start) + text.slice(end);
}
