import { isAt } from './identify.js';
import type { FilePlace, FilePosition } from './line.js';
import { continues, type FoundFile, type Identity } from './position.js';

/** Where saved positions come from; saving is the business of whoever takes the batches, in the same transaction. */
export interface PositionStore {
  file(path: string): FilePosition | undefined;
  /** How far a file was read, by each path that has or had it. */
  ofFile(file: Identity): readonly (FilePlace & { readonly path: string })[];
}

/** How far the files of a path were read: the newest, and older ones that may still grow. */
export type SavedPlaces = FilePlace & Pick<FilePosition, 'older'>;

/** What is saved for `file` by paths that have it no more, or by `name`, as far as it still has what was read. */
export async function placesOf(
  file: FoundFile,
  positions: PositionStore,
  name?: string,
): Promise<readonly FilePlace[]> {
  const places: FilePlace[] = [];
  for (const { path, ...place } of positions.ofFile(file)) {
    if (!continues(place, file)) continue;
    // Two names of one file are two logs.
    if (path === name || !(await isAt(path, file))) places.push(place);
  }
  return places;
}

/** What is known of a path, and `elsewhere` of the file that is there now; if that is all, the furthest of it. */
export function withPlaces(own: SavedPlaces | undefined, elsewhere: readonly FilePlace[]): SavedPlaces | undefined {
  if (own !== undefined) return { ...own, older: [...own.older, ...elsewhere] };
  const [furthest] = elsewhere.toSorted((a, b) => b.offset - a.offset);
  return furthest && { ...furthest, older: [] };
}
