import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EpochSeconds } from '../time/clock.js';

/** What SQLite keeps beside a database file, and the file itself. */
export const databaseFiles = ['', '-wal', '-shm'];

/** A disk that damages one file after the other must not fill up with them. */
const mostKept = 3;

/** Renames a database file, and what belongs to it, to `FILE.WORD-20261121-155308` (UTC); gives the new path. */
export function setAside(file: string, word: 'damaged' | 'replaced', now: EpochSeconds): string {
  const stamp = new Date(now * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  let target = `${file}.${word}-${stamp}`;
  while (existsSync(target)) target += '+';
  for (const ending of databaseFiles) {
    if (existsSync(file + ending)) renameSync(file + ending, target + ending);
  }
  forgetOthers(`${file}.${word}-`, target);
  return target;
}

function forgetOthers(prefix: string, newest: string): void {
  const directory = dirname(prefix);
  const isOther = (path: string) => path.startsWith(prefix) && path !== newest && !/-(?:wal|shm)$/.test(path);
  const others = readdirSync(directory).map((name) => join(directory, name));
  for (const path of others
    .filter(isOther)
    .sort()
    .slice(0, 1 - mostKept)) {
    for (const ending of databaseFiles) rmSync(path + ending, { force: true });
  }
}
