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
  /** Times of the file system, in milliseconds; `born` is 0 where that does not know. */
  readonly born: number;
  readonly modified: number;
}

/** A file to read, and from which byte. */
export interface ToRead<S> {
  readonly file: S;
  readonly offset: number;
}

/** What to read at a path after a saved position: rotated files first, in this order, then the present one. */
export interface ReadingPlan<S> {
  readonly rotated: readonly ToRead<S>[];
  /** Where to begin in the file that is at the path now. */
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
  const { rotated, offset } = planNewest(saved, present, siblings);
  const plan = { rotated: [...rotated], offset };
  for (const place of [...saved.older].reverse()) {
    if (present !== undefined && sameFile(place, present) && continues(place, present)) {
      plan.offset = Math.max(plan.offset, place.offset);
      continue;
    }
    const file = findByIdentity(place, siblings) ?? findByContent(place, siblings);
    if (file === undefined || plan.rotated.some((planned) => planned.file === file)) continue;
    plan.rotated.unshift({ file, offset: place.offset });
  }
  return plan;
}

function planNewest<S extends Sibling>(
  saved: FilePlace,
  present: FoundFile | undefined,
  siblings: readonly S[],
): ReadingPlan<S> {
  const isPresent = present !== undefined && continues(saved, present);
  if (isPresent && sameFile(saved, present)) return { rotated: [], offset: saved.offset };
  const moved = findByIdentity(saved, siblings);
  if (moved === undefined && isPresent) return { rotated: [], offset: saved.offset };
  const left = moved ?? findByContent(saved, siblings);
  if (left === undefined) return { rotated: [], offset: 0 };
  // A copy or an archive was made later than what is in it.
  const began = moved?.born ?? 0;
  const later = rotatedAfter(left, siblings).filter(({ modified }) => modified >= began);
  return { rotated: [{ file: left, offset: saved.offset }, ...later.map((file) => ({ file, offset: 0 }))], offset: 0 };
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
