import type { EpochSeconds } from '../time/clock.js';

/** Times of one id's failures, in order; a single one without an array around it, since under a flood nearly all are single. */
export type Window = EpochSeconds | readonly EpochSeconds[];

/** From one time to another, both included. */
export interface Span {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

/** The times of a window as a list. */
export function timesOf(window: Window): readonly EpochSeconds[] {
  return typeof window === 'number' ? [window] : window;
}

/** From the first failure of a window to the last. */
export function spanOf(window: Window): Span {
  const times = timesOf(window);
  const [from = Infinity] = times;
  return { from, to: times.at(-1) ?? -Infinity };
}

/**
 * The window of an id, undefined if there was none, with one more failure, and without those which can't count
 * together with what is still to come. Lines may be late by `findtime` seconds, hence it is twice findtime either side;
 * what lies further ahead is from before the clock was put back.
 */
export function withFailure(window: Window | undefined, time: EpochSeconds, findtime: number): Window {
  if (window === undefined) return time;
  const near = timesOf(window).filter((other) => Math.abs(other - time) <= 2 * findtime);
  if (near.length === 0) return time;
  const at = near.findLastIndex((earlier) => earlier <= time) + 1;
  // Unlike one that was pushed to, a copy has no room to grow, which would be most of its size.
  return near.toSpliced(at, 0, time);
}

/**
 * The newest findtime seconds that end with a failure, have the one at `time` in them, which was just added, and hold
 * `maxretry`; undefined if there are none.
 */
export function spanOfBan(
  window: Window,
  time: EpochSeconds,
  { maxretry, findtime }: { readonly maxretry: number; readonly findtime: number },
): Span | undefined {
  const times = timesOf(window);
  const others = Math.max(maxretry, 1) - 1;
  for (let last = times.length - 1; last >= others; last--) {
    const [first, to] = [times[last - others], times[last]];
    if (first === undefined || to === undefined || to < time) return undefined;
    const from = to - findtime;
    if (time >= from && first >= from) return { from, to };
  }
  return undefined;
}
