import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';

const copyOf = (file: string): string => `${file}.before-switch`;

/** Keeps a database that nobody has open, and that was closed properly, as it is. */
export function keepDatabase(file: string): void {
  copyFileSync(file, copyOf(file));
}

/** True if it is kept still: by a change that goes on, or that was killed. */
export function isKept(file: string): boolean {
  return existsSync(copyOf(file));
}

/** Makes a database that nobody has open what it was. */
export function restoreDatabase(file: string): void {
  for (const more of ['-wal', '-shm']) rmSync(file + more, { force: true });
  renameSync(copyOf(file), file);
}

/** Keeps it no longer. */
export function forgetDatabase(file: string): void {
  rmSync(copyOf(file), { force: true });
}
