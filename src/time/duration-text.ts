import { pythonRound } from '../python-round.js';

/** Seconds in each unit; a year of these has 365 days. */
const [minute, hour, day, week, year] = [60, 3600, 86_400, 604_800, 31_536_000];

/** `16m 40s`, `1h 8m`, `2w 1d 3h`: seconds from 0 on as Fail2Ban tells them, the longer the rounder (spec runtime §3.4). */
export function durationText(seconds: number): string {
  if (seconds >= year) return inUnits(roundTo(day, seconds), { y: year, w: week, d: day });
  if (seconds >= week) return inUnits(roundTo(hour, seconds), { w: week, d: day, h: hour });
  if (seconds >= day) return inUnits(roundTo(minute, seconds), { d: day, h: hour, m: minute });
  const tens = roundTo(10, seconds);
  if (tens >= hour) return inUnits(tens, { h: hour, m: minute });
  if (Number.isInteger(seconds)) return inUnits(seconds, { m: minute, s: 1 });
  return seconds < minute ? `${seconds}s` : `${Math.floor(seconds / minute)}.0m ${seconds % minute}s`;
}

function roundTo(unit: number, seconds: number): number {
  return pythonRound(seconds / unit) * unit;
}

/** Whole units, those left out of which there is none. */
function inUnits(seconds: number, units: Readonly<Record<string, number>>): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [letter, unit] of Object.entries(units)) {
    if (rest >= unit) parts.push(`${Math.floor(rest / unit)}${letter}`);
    rest %= unit;
  }
  return parts.length === 0 ? '0' : parts.join(' ');
}
