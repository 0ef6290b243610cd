import { localStamp } from '../time/local-stamp.js';
import type { BanAnswer } from './answers.js';

/** A ban as `get JAIL banip --with-time` shows it: `192.0.2.10 ⇥2026-11-21 07:59:42 + 600 = 2026-11-21 08:09:42` (spec runtime §7.4). */
export function banWithTimes({ id, time, bantime, until }: BanAnswer): string {
  const end = until === null ? '9999-12-31 23:59:59' : localStamp(until);
  return `${id} \t${localStamp(time)} + ${Math.trunc(bantime)} = ${end}`;
}
