import type { FilePosition } from './line.js';

/** Which file it is, whatever its name: device and inode number as decimal text. */
export interface Identity {
  readonly device: string;
  readonly inode: string;
}

/** What stands at a path now. */
export interface FoundFile extends Identity {
  readonly size: number;
  /** SHA-1, in hex, of the first `saved.fingerprintLength` bytes, or of fewer if the file is shorter. */
  readonly fingerprint: string;
}

/**
 * How reading starts where a position was saved: `resume` at its offset; `restart` at the beginning; or first read the
 * saved file, which has another name now, to its end, and then this one from the beginning.
 */
export type Start = 'resume' | 'restart' | 'drain-old-then-restart';

export function sameFile(a: Identity, b: Identity): boolean {
  return a.inode === b.inode && a.device === b.device;
}

/** True if `found` can be the file that was read up to `saved.offset`, as far as its size and first bytes tell. */
export function continues(saved: FilePosition, found: FoundFile): boolean {
  return found.size >= saved.offset && found.fingerprint === saved.fingerprint;
}

/**
 * Decides where to go on. `old` is the file with the saved identity if it was found under another name.
 * Without it the first bytes alone decide: device numbers change with a reboot, inodes when a log is restored from a copy.
 */
export function decideStart(saved: FilePosition, found: FoundFile, old: FoundFile | undefined): Start {
  if (sameFile(saved, found)) return continues(saved, found) ? 'resume' : 'restart';
  if (old !== undefined && continues(saved, old)) return 'drain-old-then-restart';
  return continues(saved, found) ? 'resume' : 'restart';
}
