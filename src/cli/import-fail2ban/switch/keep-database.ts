import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';

/** A database is this file, and what was written last, if whoever wrote it was killed. */
const ends = ['', '-wal'];

const copyOf = (file: string): string => `${file}.before-switch`;

/** Keeps a database that nobody has open as it is. */
export function keepDatabase(file: string): void {
  forgetDatabase(file);
  for (const end of ends) if (existsSync(file + end)) copyFileSync(file + end, copyOf(file) + end);
}

/** Makes a database that nobody has open what it was; where there was none, there is none. */
export function restoreDatabase(file: string): void {
  for (const end of [...ends, '-shm']) rmSync(file + end, { force: true });
  for (const end of ends) if (existsSync(copyOf(file) + end)) renameSync(copyOf(file) + end, file + end);
}

/** Keeps it no longer. */
export function forgetDatabase(file: string): void {
  for (const end of ends) rmSync(copyOf(file) + end, { force: true });
}
