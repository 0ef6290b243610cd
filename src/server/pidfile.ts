import { unlinkSync, writeFileSync } from 'node:fs';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';

/** Writes the pid file; one that can't be written is logged, not fatal (spec runtime §6.1). Gives what removes it again. */
export function writePidfile(path: string | undefined, log: Log): () => void {
  if (path === undefined) return () => undefined;
  try {
    writeFileSync(path, `${process.pid}\n`, { mode: 0o600 });
    return () => remove(path);
  } catch (error) {
    log('error', 'server', `Unable to create PID file: ${reasonOf(error)}`);
    return () => undefined;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already: that is what was wanted.
  }
}
