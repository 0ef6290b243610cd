import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { fingerprint } from './fingerprint.js';
import type { FilePlace } from './line.js';
import { GzipLog, headOfGzip } from './gzip-log.js';
import { OpenLog } from './open-log.js';
import { continues, sameFile, type Sibling, type ToRead } from './position.js';
import { headLength, type ReadableLog } from './readable-log.js';
import { type Rotation, rotationOf } from './rotation.js';

/** A file in the folder of a log that may have been that log. */
export interface SiblingFile extends Sibling {
  readonly path: string;
  /** Its first bytes, unpacked, if they were looked at. */
  readonly head?: Buffer;
}

/**
 * Finds, beside the log at `path`, what is named as a rotation of it, and what was read up to one of `places` by any name.
 * Into those that can't be one of these it does not look.
 */
export async function findSiblings(path: string, places: readonly FilePlace[]): Promise<SiblingFile[]> {
  const real = await realpath(path).catch(() => path);
  const [directory, base] = [dirname(real), basename(real)];
  const names = await readdir(directory).catch(noneUnlessShort);
  const found: SiblingFile[] = [];
  for (const name of names) {
    if (name === base) continue;
    const sibling = await statSibling(join(directory, name), rotationOf(base, name));
    const isSaved = sibling !== undefined && places.some((place) => sameFile(place, sibling));
    if (isSaved) found.push(await withHead(sibling));
    else if (sibling?.rotation !== undefined) found.push(sibling);
  }
  const isMissing = places.some((place) => !found.some((file) => sameFile(place, file) && continues(place, file)));
  return isMissing ? Promise.all(found.map(withHead)) : found;
}

/** Opens a sibling; one that can't be read is spoken of and left out. */
export async function openSibling({ file, offset }: ToRead<SiblingFile>, log: Log): Promise<ReadableLog | undefined> {
  const { path, rotation } = file;
  try {
    if (rotation?.packing === 'unreadable') throw new Error('only gzip can be unpacked');
    if (rotation?.packing === 'gzip') {
      const head = file.head ?? (await headOfGzip(path));
      return new GzipLog(path, file, head, offset, log);
    }
    const open = await OpenLog.open(path);
    await open.startAt(offset);
    return open;
  } catch (error) {
    throwIfShort(error);
    const reason = reasonOf(error);
    log('warning', 'filter', `Can't read ${path}, rotated meanwhile: ${reason}; its lines are not looked at`);
    return undefined;
  }
}

async function statSibling(path: string, rotation: Rotation | undefined): Promise<SiblingFile | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    if (!stats.isFile()) return undefined;
    const isPacked = rotation !== undefined && rotation.packing !== 'none';
    return {
      path,
      rotation,
      device: String(stats.dev),
      inode: String(stats.ino),
      size: isPacked ? Infinity : Number(stats.size),
      born: isPacked ? 0 : Number(stats.birthtimeMs),
      modified: Number(stats.mtimeMs),
      fingerprintOf: () => '',
    };
  } catch {
    // Gone since, or a dangling link.
    return undefined;
  }
}

async function withHead(sibling: SiblingFile): Promise<SiblingFile> {
  // What can't be read, or is broken, has no head to be known by, but its place among the others.
  const [head] = await headOf(sibling).catch(noneUnlessShort);
  if (head === undefined) return sibling;
  return { ...sibling, head, fingerprintOf: (length) => fingerprint(head.subarray(0, length)) };
}

/** None if it can't be unpacked here. */
async function headOf({ path, rotation }: SiblingFile): Promise<Buffer[]> {
  if (rotation?.packing === 'unreadable') return [];
  if (rotation?.packing === 'gzip') return [await headOfGzip(path)];
  const file = await OpenLog.open(path);
  const head = await file.peek(0, headLength);
  await file.close();
  return [head];
}

/** What is not readable has nothing for us; where the system is short of something it is tried again by whoever asked. */
function noneUnlessShort(error: unknown): [] {
  throwIfShort(error);
  return [];
}

function throwIfShort(error: unknown): void {
  if (['EMFILE', 'ENFILE', 'ENOMEM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
}
