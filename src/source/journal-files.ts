import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compileGlob } from '../glob.js';
import type { Cancel, Waker } from '../time/waker.js';
import { expandGlob } from './expand-glob.js';

/** Seconds. */
const lookEvery = 10;

/**
 * Calls `onChange` when the names of `journalfiles` mean other files than before: one was rotated away, or has come up. A
 * journalctl that was given names never finds that out by itself.
 */
export function watchJournalFiles(names: readonly string[], waker: Waker, onChange: () => void): Cancel {
  let looking = identify(names);
  return waker.every(lookEvery, () => {
    const before = looking;
    looking = identify(names);
    void Promise.all([before, looking]).then(([old, now]) => {
      if (old !== now) onChange();
    });
  });
}

async function identify(names: readonly string[]): Promise<string> {
  const expansions = await Promise.all(names.map((name) => expandGlob(compileGlob(resolve(name)))));
  const inodes = expansions.flatMap(({ files }) => files).map(inodeOf);
  return (await Promise.all(inodes)).join('\n');
}

async function inodeOf(file: string): Promise<string> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${file} ${dev} ${ino}`;
  } catch {
    return '';
  }
}
