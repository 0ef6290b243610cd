import { isAt } from './identify.js';
import type { FilePlace, FilePosition } from './line.js';
import { type Identity, sameFile } from './position.js';

/** Where saved positions come from; saving is the business of whoever takes the batches, in the same transaction. */
export interface PositionStore {
  file(path: string): FilePosition | undefined;
  /** How far a file was read, by each path that has or had it. */
  ofFile(file: Identity): readonly (FilePlace & { readonly path: string })[];
}

/** How far the files of a path were read: the newest, and older ones that may still grow. */
export type SavedPlaces = FilePlace & Pick<FilePosition, 'older'>;

/** What is saved as `own` for a path, and for the file that is there now by whatever path it was read before. */
export async function savedPlaces(
  own: FilePosition | undefined,
  present: Identity | undefined,
  positions: PositionStore,
): Promise<SavedPlaces | undefined> {
  if (present === undefined || (own !== undefined && sameFile(own, present))) return own;
  const elsewhere: FilePlace[] = [];
  for (const place of positions.ofFile(present)) {
    // Two names of one file are two logs.
    if (!(await isAt(place.path, present))) elsewhere.push(place);
  }
  if (own !== undefined) return { ...own, older: [...own.older, ...elsewhere] };
  const [furthest] = elsewhere.sort((a, b) => b.offset - a.offset);
  return furthest && { ...furthest, older: [] };
}
