import type { EpochSeconds } from './clock.js';

/** Stamps made lately but for their seconds, by the minute: logs are full of the same few. */
const recent = new Map<number, string>();
const mostRecent = 256;
const seconds = Array.from({ length: 60 }, (_, second) => pad(second));

/** `2026-11-21 07:59:40` in local time: how Fail2Ban prints instants for people. */
export function localStamp(time: EpochSeconds): string {
  const second = Math.floor(time);
  const minute = Math.floor(second / 60);
  const ending = seconds[second - 60 * minute];
  const known = recent.get(minute);
  if (known !== undefined && ending !== undefined) return known + ending;
  const date = new Date(second * 1000);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const beginning = `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:`;
  const stamp = beginning + pad(date.getSeconds());
  // Long ago clocks were not whole minutes apart.
  if (stamp.slice(-2) === ending) remember(minute, beginning);
  return stamp;
}

function remember(minute: number, beginning: string): void {
  if (recent.size === mostRecent) recent.clear();
  recent.set(minute, beginning);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
