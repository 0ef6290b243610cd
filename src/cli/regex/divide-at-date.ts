import type { DateDetector } from '../../date/date-detector.js';
import type { EpochSeconds } from '../../time/clock.js';

/** A line of the log before its date, its date, and the line behind that. */
export type DatedLine = readonly [before: string, date: string, after: string];

/**
 * Finds the date of a line once more, for those who show it: the filter does not tell. To be asked for lines in their
 * order, as the templates learn from each.
 */
export function divideAtDate(line: string, dates: DateDetector, now: EpochSeconds): DatedLine {
  if (!dates.cut(line, now)) return ['', '', line];
  const { start, end } = dates;
  return [line.slice(0, start), line.slice(start, end), line.slice(end)];
}
