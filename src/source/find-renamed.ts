import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAt } from './identify.js';
import { OpenLog } from './open-log.js';
import type { Identity } from './position.js';

/** Opens the file that was at `path` once and has another name in the same directory now; undefined if there is none. */
export async function findRenamed(path: string, wanted: Identity): Promise<OpenLog | undefined> {
  const directory = dirname(path);
  try {
    for (const name of await readdir(directory)) {
      const file = join(directory, name);
      if (await isAt(file, wanted)) return await OpenLog.open(file);
    }
  } catch {
    // Not readable: then there is nothing to be had from it.
  }
  return undefined;
}
