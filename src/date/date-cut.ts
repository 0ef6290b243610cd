import type { EpochSeconds } from '../time/clock.js';

/** Where a line's date stands, and how to read it once the line turns out to matter (spec config §4.3). */
export interface DateCut {
  /** The date text is `text.slice(start, end)`; both are equal where the template only marks a place (`{NONE}`). */
  readonly start: number;
  readonly end: number;
  /**
   * The date as a time, `now` filling in what it leaves out; undefined where it names none (`2024-02-30`).
   * Throws a TsbanError where nobody can tell, as in an unknown zone: such a line is not to be used (spec config §5.1, §5.5).
   */
  time(now: EpochSeconds): EpochSeconds | undefined;
}

/** Finds the date of a line; learns from the lines it has seen which template fits (spec config §5.4). */
export interface DateCutter {
  cut(text: string): DateCut | undefined;
}
