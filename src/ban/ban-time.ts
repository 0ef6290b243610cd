import type { EpochSeconds } from '../time/clock.js';

interface Timed {
  readonly time: EpochSeconds;
  readonly bantime: number;
}

/** When the ban is over; Infinity for a permanent one. */
export function banEnd({ time, bantime }: Timed): EpochSeconds {
  return bantime < 0 ? Infinity : time + bantime;
}

/**
 * The time a restored ban has in a jail as it is now: no more than `longest` seconds, Infinity for any number, and
 * for ever only if the jail's own bantime is that or nothing limits it (spec runtime §3.5).
 */
export function restoredBantime(saved: number, jailBantime: number, longest: number): number {
  if (jailBantime < 0) return saved;
  const left = Math.min(saved < 0 ? Infinity : saved, longest);
  return left === Infinity ? -1 : left;
}
