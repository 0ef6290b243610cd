import type { Fields } from '../filter/failure.js';
import type { EpochSeconds } from '../time/clock.js';

/** One failure as the window remembers it. */
export interface WindowEntry {
  readonly time: EpochSeconds;
  readonly matches: readonly string[];
  readonly fields: Fields;
}

/** The failures of one id that still count, in order of time; never empty. */
export type FailureWindow = readonly WindowEntry[];

/**
 * Adds one more failure to a window, and drops everything more than `findtime` seconds older than the newest.
 * A late line takes its place by its own time; one that comes later than findtime behind the newest no longer counts.
 */
export function addToWindow(window: WindowEntry[], entry: WindowEntry, findtime: number): void {
  const at = window.findLastIndex((earlier) => earlier.time <= entry.time) + 1;
  window.splice(at, 0, entry);
  const oldest = (window.at(-1)?.time ?? entry.time) - findtime;
  window.splice(
    0,
    window.findIndex(({ time }) => time >= oldest),
  );
}

/** The newest `maxmatches` log lines of a window, oldest first. */
export function windowMatches(window: FailureWindow, maxmatches: number): readonly string[] {
  return maxmatches <= 0 ? [] : window.flatMap(({ matches }) => matches).slice(-maxmatches);
}
