import { join } from 'node:path';
import { FSWatcher } from 'chokidar';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { isAt, identify } from './identify.js';
import type { Identity } from './position.js';

/** What it says by itself of a directory is nobody's business here, so it need not list one whenever anything in it is written. */
class EventWatcher extends FSWatcher {
  override _readdirp(): undefined {
    return undefined;
  }
}

/** Told of a file that was written (or only looked like it), of a name that came or went, of a directory now watched. */
export type Stirred = (path: string, what: 'written' | 'renamed' | 'watched') => void;

/**
 * Watches directories, not files, so that a rotation or a new file needs no new watch. Events only wake: nothing is
 * read from them, and what gets lost is made good by the slow look of whoever is woken.
 */
export class PathWatcher {
  readonly #stirred: Stirred;
  readonly #log: Log;
  readonly #watches = new Map<string, { readonly identity: Identity; readonly watcher: FSWatcher }>();
  /** Of which no event may come. */
  readonly #deaf = new Set<string>();
  #told = false;

  constructor(stirred: Stirred, log: Log) {
    this.#stirred = stirred;
    this.#log = log;
  }

  /** Watches exactly these directories from now on; one that was replaced by another of its name is watched anew. */
  async watch(directories: ReadonlySet<string>): Promise<void> {
    for (const directory of this.#watches.keys()) if (!directories.has(directory)) await this.#unwatch(directory);
    for (const directory of directories) {
      const watched = this.#watches.get(directory);
      if (watched !== undefined && (await isAt(directory, watched.identity))) continue;
      await this.#unwatch(directory);
      await this.#begin(directory);
    }
  }

  /** True if a directory could not be watched, or not any more: what happens there is not told of. */
  isDeaf(directory: string): boolean {
    return this.#deaf.has(directory);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watches.keys()].map((directory) => this.#unwatch(directory)));
  }

  async #begin(directory: string): Promise<void> {
    const identity = await identify(directory).catch(() => undefined);
    if (identity === undefined) return;
    const watcher = new EventWatcher({ ignoreInitial: true, depth: 0, ignored: (path) => path !== directory });
    // `change` comes at most once in 50 ms and `add` up to a second late; `raw` is what inotify said.
    watcher.on('raw', (event: string, name: unknown) => {
      if (typeof name === 'string') this.#stirred(join(directory, name), event === 'change' ? 'written' : 'renamed');
    });
    // What happened before the watch stood was not seen.
    watcher.on('ready', () => this.#stirred(directory, 'watched'));
    watcher.on('error', (error) => {
      this.#deaf.add(directory);
      this.#tell(directory, error);
    });
    watcher.add(directory);
    this.#watches.set(directory, { identity, watcher });
  }

  async #unwatch(directory: string): Promise<void> {
    const watch = this.#watches.get(directory);
    this.#watches.delete(directory);
    this.#deaf.delete(directory);
    await watch?.watcher.close();
  }

  #tell(directory: string, error: unknown): void {
    if (this.#told) return;
    this.#told = true;
    const reason = reasonOf(error);
    this.#log('warning', 'filter', `Can't watch ${directory}, new lines may be seen some seconds later: ${reason}`);
  }
}
