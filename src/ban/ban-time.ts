import type { EpochSeconds } from '../time/clock.js';

interface Timed {
  readonly time: EpochSeconds;
  readonly bantime: number;
}

/** When the ban is over; Infinity for a permanent one. */
export function banEnd({ time, bantime }: Timed): EpochSeconds {
  return bantime < 0 ? Infinity : time + bantime;
}

/** The time a restored ban has under the jail's present bantime: never longer than that (spec runtime §3.5). */
export function restoredBantime(saved: number, jailBantime: number): number {
  if (jailBantime < 0) return saved;
  return saved < 0 ? jailBantime : Math.min(saved, jailBantime);
}
