import type { EpochSeconds } from '../time/clock.js';

/** Times of one id's failures that may still count, in order. */
export type Window = readonly EpochSeconds[];

/** From one time to another, both included. */
export interface Span {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

const none: readonly EpochSeconds[] = [];

/** From the first failure of a window to the last. */
export function spanOf(window: Window): Span {
  return { from: window[0] ?? Infinity, to: window.at(-1) ?? -Infinity };
}

/**
 * Adds a failure to a window and takes out those which can't count together with what is still to come; gives those.
 * Lines may be late by `findtime` seconds, hence they are twice findtime away; what lies that far ahead is from before
 * the clock was put back.
 */
export function addToWindow(window: EpochSeconds[], time: EpochSeconds, findtime: number): readonly EpochSeconds[] {
  const at = window.findLastIndex((earlier) => earlier <= time) + 1;
  // Nearly always it is the newest, and there may be many.
  if (at === window.length) window.push(time);
  else window.splice(at, 0, time);
  const first = window.findIndex((other) => other >= time - 2 * findtime);
  const last = window.findLastIndex((other) => other <= time + 2 * findtime);
  if (first === 0 && last === window.length - 1) return none;
  const ahead = window.splice(last + 1);
  return [...window.splice(0, first), ...ahead];
}

/** A window in which each failure stands as often as it weighs. */
export function weighed(window: Window, weightAt: (time: EpochSeconds) => number): Window {
  return window.flatMap((time) => Array.from({ length: weightAt(time) }, () => time));
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
  const others = Math.max(maxretry, 1) - 1;
  for (let last = window.length - 1; last >= others; last--) {
    const [first, to] = [window[last - others], window[last]];
    if (first === undefined || to === undefined || to < time) return undefined;
    const from = to - findtime;
    if (time >= from && first >= from) return { from, to };
  }
  return undefined;
}
