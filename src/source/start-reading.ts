import { findRenamed } from './find-renamed.js';
import type { FilePosition } from './line.js';
import type { OpenLog } from './open-log.js';
import { continues, decideStart, sameFile } from './position.js';

/**
 * Puts `file`, just opened at `path`, to where reading goes on after `saved`. If that was in a file which has another
 * name by now and the rest of it is still to be read, that file is opened there and returned.
 */
export async function startReading(file: OpenLog, path: string, saved: FilePosition): Promise<OpenLog | undefined> {
  const old = sameFile(saved, file) ? undefined : await findRenamed(path, saved);
  const found = await file.found(saved.fingerprintLength);
  const start = decideStart(saved, found, await old?.found(saved.fingerprintLength));
  if (start === 'drain-old-then-restart') {
    await old?.startAt(saved.offset);
    return old;
  }
  await old?.close();
  if (start === 'resume') await file.startAt(saved.offset);
  return undefined;
}

/** Puts `file` to where it was read up to before it was closed, if its content is still the same. */
export async function resumeReading(file: OpenLog, left: FilePosition): Promise<void> {
  if (continues(left, await file.found(left.fingerprintLength))) await file.startAt(left.offset);
}
