import { dirname } from 'node:path';
import { isAt } from './identify.js';
import type { FilePlace } from './line.js';
import type { Identity } from './position.js';

/** Who reads files that are or were at a path. */
export interface Holder {
  readonly path: string;
}

/** Places in files let go that are remembered. */
const remembered = 1000;

/**
 * Knows which files are read, or were, under which path: so that a log which a rotation renames into the name of
 * another followed one (`app.log*`) is not read twice.
 */
export class RenamedFiles {
  readonly #holders = new Set<Holder>();
  readonly #holdersOf = new Map<string, Set<Holder>>();
  readonly #left = new Map<string, FilePlace>();
  /** By directory; they don't fail. */
  readonly #beginning = new Map<string, Promise<void>>();

  join(holder: Holder): void {
    this.#holders.add(holder);
  }

  leave(holder: Holder): void {
    this.#holders.delete(holder);
  }

  /** `holder` reads the file from now on. */
  took(file: Identity, holder: Holder): void {
    const holders = this.#holdersOf.get(key(file));
    if (holders === undefined) this.#holdersOf.set(key(file), new Set([holder]));
    else holders.add(holder);
  }

  /** `holder` does not read the file any more. */
  released(file: Identity, holder: Holder): void {
    const holders = this.#holdersOf.get(key(file));
    holders?.delete(holder);
    if (holders?.size === 0) this.#holdersOf.delete(key(file));
  }

  /**
   * Runs `task`, which begins to read a file, while nobody else does so in the holder's directory: a file may be renamed
   * from one followed path to another meanwhile.
   */
  async alone(holder: Holder, task: () => Promise<void>): Promise<void> {
    const directory = dirname(holder.path);
    const running = (this.#beginning.get(directory) ?? Promise.resolve()).then(task);
    const ended = running.catch(() => undefined);
    this.#beginning.set(directory, ended);
    await ended;
    if (this.#beginning.get(directory) === ended) this.#beginning.delete(directory);
    return running;
  }

  /** A file was read up to `place` and is followed no more. */
  letGo(place: FilePlace): void {
    this.#left.set(key(place), place);
    const [oldest] = this.#left.keys();
    if (this.#left.size > remembered && oldest !== undefined) this.#left.delete(oldest);
  }

  /** How far a file that was let go had been read. */
  placeOf(file: Identity): FilePlace | undefined {
    return this.#left.get(key(file));
  }

  /** True if `path` is followed by another, whatever is there. */
  isFollowed(path: string, by: Holder): boolean {
    return [...this.#holders].some((holder) => holder !== by && holder.path === path);
  }

  /** True while another path reads the file although it has lost it; a second name by a link does not count. */
  async isReadElsewhere(file: Identity, by: Holder): Promise<boolean> {
    for (const holder of this.#holdersOf.get(key(file)) ?? []) {
      if (holder !== by && !(await isAt(holder.path, file))) return true;
    }
    return false;
  }
}

function key({ device, inode }: Identity): string {
  return `${device}:${inode}`;
}
