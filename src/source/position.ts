import type { FilePlace, FilePosition } from './line.js';
import { compareRotations, type Rotation } from './rotation.js';

/** Which file it is, whatever its name: device and inode number as decimal text. */
export interface Identity {
  readonly device: string;
  readonly inode: string;
}

/** What is in a file now. */
export interface FoundFile extends Identity {
  /** Bytes; Infinity for what is packed. */
  readonly size: number;
  /** SHA-1, in hex, of its first so many bytes, or of fewer if it is shorter. */
  readonly fingerprintOf: (length: number) => string;
}

/** A file beside the log that may have been the log once. */
export interface Sibling extends FoundFile {
  /** Undefined where the name does not tell: then only its identity can. */
  readonly rotation: Rotation | undefined;
  /** Times of the file system, in milliseconds; `born` is 0 where that does not know, and for what was packed later. */
  readonly born: number;
  readonly modified: number;
}

/** A file to read, and from which byte. */
export interface ToRead<S> {
  readonly file: S;
  readonly offset: number;
}

/** What to read at a path after a saved position, in this order, and then the file that is there now from `offset` on. */
export interface ReadingPlan<S> {
  /** Older files that may have grown. */
  readonly older: readonly ToRead<S>[];
  /** The rest of the saved file, if it is not the present one. */
  readonly left: ToRead<S> | undefined;
  /** What was rotated after it. */
  readonly later: readonly ToRead<S>[];
  readonly offset: number;
}

export function sameFile(a: Identity, b: Identity): boolean {
  return a.inode === b.inode && a.device === b.device;
}

/** True if `found` can be the file that was read up to `saved.offset`, as far as its size and first bytes tell. */
export function continues(saved: FilePlace, found: FoundFile): boolean {
  return found.size >= saved.offset && found.fingerprintOf(saved.fingerprintLength) === saved.fingerprint;
}

/**
 * Decides where to go on. A saved file is known by its identity, or else by its first bytes: device numbers change with a
 * reboot, inodes when a log is copied, packed, or restored. If the newest that was saved is one of the siblings now, its
 * rest comes first, then whole what was rotated after it; before all that the rest of older ones. What can't be told is
 * taken for read before: no line counts twice.
 */
export function planReading<S extends Sibling>(
  saved: Pick<FilePosition, keyof FilePlace | 'older'>,
  present: FoundFile | undefined,
  siblings: readonly S[],
): ReadingPlan<S> {
  const { left, later, offset } = planNewest(saved, present, siblings);
  const further = new Map<S | FoundFile, number>();
  for (const place of saved.older) {
    const isPresent = present !== undefined && sameFile(place, present) && continues(place, present);
    const file = isPresent ? present : findSaved(place, siblings);
    if (file !== undefined) further.set(file, Math.max(place.offset, further.get(file) ?? 0));
  }
  const from = (file: S | FoundFile | undefined, least: number) => Math.max(least, (file && further.get(file)) ?? 0);
  // A file that is renamed while all this is looked at is present by its handle and a sibling by its name. What was rotated
  // after it is for the plan that begins with it.
  const itself = later.findIndex(({ file }) => present !== undefined && sameFile(file, present));
  const before = itself === -1 ? later : later.slice(0, itself);
  const planned = [left?.file, ...later.map(({ file }) => file)];
  // In the order they were saved: what is rotated after the last of them comes later.
  const older = [...further.keys()].filter((file): file is S => file !== present && !planned.includes(file as S));
  return {
    older: older.map((file) => ({ file, offset: from(file, 0) })),
    left: left && { file: left.file, offset: from(left.file, left.offset) },
    later: before.map(({ file }) => ({ file, offset: from(file, 0) })),
    offset: from(present, offset),
  };
}

function planNewest<S extends Sibling>(
  saved: FilePlace,
  present: FoundFile | undefined,
  siblings: readonly S[],
): Omit<ReadingPlan<S>, 'older'> {
  const isPresent = present !== undefined && continues(saved, present);
  const moved = isPresent && sameFile(saved, present) ? undefined : findByIdentity(saved, siblings);
  if (moved === undefined && isPresent) return { left: undefined, later: [], offset: saved.offset };
  const file = moved ?? findByContent(saved, siblings);
  if (file === undefined) return { left: undefined, later: [], offset: 0 };
  // A copy was made later than what is in it.
  const began = moved?.born ?? 0;
  const later = rotatedAfter(file, siblings).filter(({ modified }) => modified >= began);
  const left = { file, offset: saved.offset };
  return { left, later: later.map((other) => ({ file: other, offset: 0 })), offset: 0 };
}

function findSaved<S extends Sibling>(saved: FilePlace, siblings: readonly S[]): S | undefined {
  return findByIdentity(saved, siblings) ?? findByContent(saved, siblings);
}

function findByIdentity<S extends Sibling>(saved: FilePlace, siblings: readonly S[]): S | undefined {
  return siblings.find(
    (sibling) =>
      sameFile(saved, sibling) &&
      continues(saved, sibling) &&
      // The inode of an empty file that is gone may be anybody's by now.
      (saved.fingerprintLength > 0 || sibling.rotation !== undefined),
  );
}

/** Logs may all begin with the same words: then none of them is known by these. */
function findByContent<S extends Sibling>(saved: FilePlace, siblings: readonly S[]): S | undefined {
  if (saved.fingerprintLength === 0) return undefined;
  const [found, ...others] = unpackedFirst(siblings).filter((sibling) => continues(saved, sibling));
  return others.length === 0 ? found : undefined;
}

function rotatedAfter<S extends Sibling>({ rotation }: S, siblings: readonly S[]): S[] {
  if (rotation === undefined) return [];
  return unpackedFirst(siblings)
    .filter((sibling) => compareRotations(rotation, sibling.rotation) < 0)
    .sort((a, b) => compareRotations(a.rotation, b.rotation));
}

/** The rotated ones, without archives beside which there is still what is being packed into them. */
function unpackedFirst<S extends Sibling>(siblings: readonly S[]): (S & { readonly rotation: Rotation })[] {
  const rotated = siblings.filter(isRotated);
  const unpacked = rotated.filter(({ rotation }) => rotation.packing === 'none');
  const isBeside = (other: Rotation) => unpacked.some(({ rotation }) => compareRotations(rotation, other) === 0);
  return rotated.filter(({ rotation }) => rotation.packing === 'none' || !isBeside(rotation));
}

function isRotated<S extends Sibling>(sibling: S): sibling is S & { readonly rotation: Rotation } {
  return sibling.rotation !== undefined;
}
