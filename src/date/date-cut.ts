import type { EpochSeconds } from '../time/clock.js';

/** Finds the dates of lines, one after the other; learns from the lines it has seen which template fits (spec config §4.3, §5.4). */
export interface DateCutter {
  /** False if the line, read at `now`, has no date. Otherwise the rest tells of its date, until the next cut. */
  cut(text: string, now: EpochSeconds): boolean;
  /** The date text is `text.slice(start, end)`; both are equal where the template only marks a place (`{NONE}`). */
  readonly start: number;
  readonly end: number;
  /**
   * The date as a time, `now` filling in what it leaves out; undefined where it names none (`2024-02-30`, or a mere place).
   * Throws a TsbanError where nobody can tell, as in an unknown zone: such a line is not to be used (spec config §5.1, §5.5).
   */
  time(now: EpochSeconds): EpochSeconds | undefined;
}
