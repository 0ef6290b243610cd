import type { EpochSeconds } from './clock.js';

/** Stamps made lately, by their second: logs are full of the same few. */
const recent = new Map<EpochSeconds, string>();
const mostRecent = 64;

/** `2026-11-21 07:59:40` in local time: how Fail2Ban prints instants for people. */
export function localStamp(time: EpochSeconds): string {
  const second = Math.floor(time);
  const known = recent.get(second);
  if (known !== undefined) return known;
  if (recent.size === mostRecent) recent.clear();
  const stamp = stampOf(new Date(second * 1000));
  recent.set(second, stamp);
  return stamp;
}

function stampOf(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
