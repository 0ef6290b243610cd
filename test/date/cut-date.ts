import { createDateDetector } from '../../src/date/date-detector.js';
import type { EpochSeconds } from '../../src/time/clock.js';

// The examples were tried in UTC; a test that means another zone says so.
process.env['TZ'] = 'UTC';

/** 2024-03-10 12:00:00 UTC, a Sunday: when the examples of the spec were tried. */
export const sunday: EpochSeconds = 1_710_072_000;

export interface CutDate {
  /** The text without its date. */
  readonly rest: string;
  readonly time: EpochSeconds | undefined;
}

/** What a fresh detector makes of one line. */
export function cutDate(text: string, datepattern?: string, now = sunday, logtimezone?: string): CutDate | undefined {
  const detector = createDateDetector({
    clock: () => now,
    ...(datepattern === undefined ? {} : { datepattern }),
    ...(logtimezone === undefined ? {} : { logtimezone }),
  });
  if (!detector.cut(text, now)) return undefined;
  const { start, end } = detector;
  return { rest: text.slice(0, start) + text.slice(end), time: detector.time(now) };
}
