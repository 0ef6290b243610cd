import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Glob, matchesSegment } from '../glob.js';

/** What a glob means now. */
export interface Expansion {
  /** Existing files, not directories. */
  readonly files: readonly string[];
  /** Links that match and point to nothing. */
  readonly dangling: readonly string[];
  /** Existing directories in which a change can change this expansion. */
  readonly directories: readonly string[];
}

/** Looks up what matches a glob; what can't be listed has no matches. */
export async function expandGlob(glob: Glob): Promise<Expansion> {
  const found = { files: [] as string[], dangling: [] as string[], directories: [] as string[] };
  await walk('/', glob.segments, found);
  return found;
}

async function walk(
  directory: string,
  [segment, ...rest]: readonly (string | RegExp)[],
  found: { files: string[]; dangling: string[]; directories: string[] },
): Promise<void> {
  if (segment === undefined) return;
  const names = typeof segment === 'string' ? [segment] : await list(directory, segment);
  let watch = typeof segment !== 'string' || rest.length === 0;
  for (const name of names) {
    const path = join(directory, name);
    const kind = await kindOf(path);
    if (kind === 'directory' && rest.length > 0) await walk(path, rest, found);
    else watch = true;
    if (kind === 'file' && rest.length === 0) found.files.push(path);
    if (kind === 'nothing' && rest.length === 0 && typeof segment !== 'string') found.dangling.push(path);
  }
  if (watch) found.directories.push(directory);
}

async function list(directory: string, segment: RegExp): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => matchesSegment(segment, name));
  } catch {
    return [];
  }
}

async function kindOf(path: string): Promise<'file' | 'directory' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file';
  } catch {
    return 'nothing';
  }
}
