import { stat } from 'node:fs/promises';
import { type Identity, sameFile } from './position.js';

/**
 * Which file or directory is at a path, behind links.
 * @throws the system's error if there is none or it can't be looked at.
 */
export async function identify(path: string): Promise<Identity> {
  const { dev, ino } = await stat(path, { bigint: true });
  return { device: String(dev), inode: String(ino) };
}

/** True if `file` can be found at `path` now. */
export async function isAt(path: string, file: Identity): Promise<boolean> {
  try {
    return sameFile(file, await identify(path));
  } catch {
    return false;
  }
}
