import type { EpochSeconds } from '../time/clock.js';
import { localOffset } from '../time/zone.js';

/** A journal entry's time as it stands before its line in matches: `2026-03-10T11:59:59.250000`, in local time (spec runtime §1.9). */
export function journalStamp(time: EpochSeconds): string {
  const microseconds = Math.round(time * 1e6);
  const wall = new Date((Math.floor(microseconds / 1e6) + localOffset(time)) * 1000);
  const fraction = microseconds % 1e6;
  return wall.toISOString().slice(0, 19) + (fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`);
}
