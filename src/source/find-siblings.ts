import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { fingerprint } from './fingerprint.js';
import { isAt } from './identify.js';
import type { FilePlace } from './line.js';
import { GzipLog } from './gzip-log.js';
import { OpenLog } from './open-log.js';
import { continues, sameFile, type Sibling, type ToRead } from './position.js';
import type { ReadableLog } from './readable-log.js';
import { type Rotation, rotationOf } from './rotation.js';
import { placesOf, type PositionStore } from './saved-places.js';

/** A file in the folder of a log that may have been that log. */
export interface SiblingFile extends Sibling {
  readonly path: string;
  /** Its first bytes, unpacked, if they were looked at. */
  readonly head?: Buffer;
}

/** What one look at a folder found. */
interface Listing {
  readonly names: ReadonlySet<string>;
  readonly siblings: readonly SiblingFile[];
  /** True if what was read up to one of the places is not among them, or not as it was. */
  readonly isMissing: boolean;
}

/** So often a folder is looked at again that changes meanwhile. */
const mostLooks = 10;

/**
 * Finds, beside the log at `path`, what is named as a rotation of it, and what was read up to one of `places` by any name.
 * Into those that can't be one of these it does not look. Names are looked at one by one, and a rotation may move files from
 * one to the next meanwhile: then all are looked at anew, so that none is missed.
 */
export async function findSiblings(path: string, places: readonly FilePlace[]): Promise<readonly SiblingFile[]> {
  const real = await realpath(path).catch(() => path);
  const [directory, base] = [dirname(real), basename(real)];
  let listing = await list(directory, base, places);
  for (let looks = 1; looks < mostLooks && !(await isStill(listing, directory, base)); looks++) {
    listing = await list(directory, base, places);
  }
  return listing.siblings;
}

async function list(directory: string, base: string, places: readonly FilePlace[]): Promise<Listing> {
  const names = new Set(await readdir(directory).catch(noneUnlessShort));
  const found: SiblingFile[] = [];
  for (const name of names) {
    if (name === base) continue;
    const sibling = await statSibling(join(directory, name), rotationOf(base, name));
    const isSaved = sibling !== undefined && places.some((place) => sameFile(place, sibling));
    if (isSaved) found.push(await withHead(sibling));
    else if (sibling?.rotation !== undefined) found.push(sibling);
  }
  const isMissing = places.some((place) => !found.some((file) => sameFile(place, file) && continues(place, file)));
  if (!isMissing) return { names, siblings: found, isMissing };
  const siblings: SiblingFile[] = [];
  for (const sibling of found) siblings.push(sibling.head === undefined ? await withHead(sibling) : sibling);
  return { names, siblings, isMissing };
}

/** True unless a rotated file has gone from its name, or has come to one that an older or the missing file may have now. */
async function isStill({ names, siblings, isMissing }: Listing, directory: string, base: string): Promise<boolean> {
  const now = new Set(await readdir(directory).catch(noneUnlessShort));
  const hasGone = [...names].some((name) => !now.has(name) && rotationOf(base, name) !== undefined);
  const mayBeOlder = (name: string) => isMissing || rotationOf(base, name)?.scheme === 'number';
  const hasCome = [...now].some((name) => !names.has(name) && mayBeOlder(name));
  if (hasGone || hasCome) return false;
  // A date in a name stays with its file.
  const movable = siblings.filter(({ rotation }) => rotation?.scheme !== 'date');
  const areThere = await Promise.all(movable.map(async (file) => isAt(file.path, file)));
  return !areThere.includes(false);
}

/**
 * Opens a sibling where it goes on, which may be further than what was planned: `moved` if it has another name by now. One
 * that can't be read is spoken of.
 * @throws the system's error where it is short of something.
 */
export async function openSibling(
  { file, offset }: ToRead<SiblingFile>,
  positions: PositionStore,
  log: Log,
): Promise<ReadableLog | 'moved' | 'unreadable'> {
  const { path, rotation } = file;
  try {
    if (rotation?.packing === 'unreadable') throw new Error('only gzip can be unpacked');
    const open = rotation?.packing === 'gzip' ? await GzipLog.open(path, { offset, log }) : await OpenLog.open(path);
    if (!sameFile(open, file)) {
      await open.close();
      return 'moved';
    }
    if (open instanceof OpenLog) {
      const found = await open.found();
      const places = await placesOf(found, positions, path);
      open.startAt(Math.max(offset, ...places.map((place) => place.offset)), file.head ?? found.head);
    }
    return open;
  } catch (error) {
    throwIfShort(error);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'moved';
    tellUnreadable(path, reasonOf(error), log);
    return 'unreadable';
  }
}

/** Says that a sibling is left out. */
export function tellUnreadable(path: string, reason: string, log: Log): void {
  log('warning', 'filter', `Can't read ${path}, rotated meanwhile: ${reason}; its lines are not looked at`);
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
  if (rotation?.packing === 'gzip') {
    const file = await GzipLog.open(path, { offset: 0, log: () => undefined });
    await file.close();
    return [file.head];
  }
  const file = await OpenLog.open(path);
  try {
    return [(await file.found()).head];
  } finally {
    await file.close();
  }
}

/** What is not readable has nothing for us; where the system is short of something it is tried again by whoever asked. */
function noneUnlessShort(error: unknown): [] {
  throwIfShort(error);
  return [];
}

function throwIfShort(error: unknown): void {
  if (['EMFILE', 'ENFILE', 'ENOMEM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
}
