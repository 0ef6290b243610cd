import type { EpochSeconds } from './clock.js';

/** `2026-11-21 07:59:40` in local time: how Fail2Ban prints instants for people. */
export function localStamp(time: EpochSeconds): string {
  const date = new Date(time * 1000);
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
