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
 * The window after one more failure: everything no more than `findtime` seconds older than the newest.
 * A late line takes its place by its own time; one that comes later than findtime behind the newest no longer counts.
 */
export function addToWindow(window: FailureWindow, entry: WindowEntry, findtime: number): FailureWindow {
  const at = window.findLastIndex((earlier) => earlier.time <= entry.time) + 1;
  const grown = [...window.slice(0, at), entry, ...window.slice(at)];
  const newest = grown.at(-1)?.time ?? entry.time;
  return grown.filter(({ time }) => time >= newest - findtime);
}

/** The newest `maxmatches` log lines of a window, oldest first. */
export function windowMatches(window: FailureWindow, maxmatches: number): readonly string[] {
  return maxmatches <= 0 ? [] : window.flatMap(({ matches }) => matches).slice(-maxmatches);
}
