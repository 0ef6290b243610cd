import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { expandGlob } from './expand-glob.js';
import { compileGlob, type Glob, isLiteral, leadsTo } from '../glob.js';

/** Which logs somebody wants to be followed. */
export interface LogSubscription {
  readonly id: string;
  readonly logpaths: readonly { readonly glob: string; readonly from: 'head' | 'tail' }[];
  /** As in jail.conf; `auto` is UTF-8. */
  readonly logencoding: string;
  /** Told of the existing files if there are any, and whenever they are others than before. */
  readonly onFiles?: (paths: readonly string[]) => void;
}

/** A path to follow, for all who want it. */
export interface WantedFile {
  readonly path: string;
  /** `head` if anybody wants it so. */
  readonly from: 'head' | 'tail';
  /** That of whoever came first. */
  readonly logencoding: string;
  /** True if it came up after everybody who wants it had been looking for it already. */
  readonly appearedLater: boolean;
  /** True if only globs with wildcards name it. */
  readonly mayVanish: boolean;
}

/** What all subscriptions together mean now. */
export interface Scan {
  readonly wanted: ReadonlyMap<string, WantedFile>;
  /** Directories in which something can happen to a wanted file, or a new one come up. */
  readonly directories: ReadonlySet<string>;
  /** For a file that is reached by links: its real path, and the wanted one. */
  readonly links: ReadonlyMap<string, string>;
  readonly dangling: readonly string[];
}

interface SubscribedPath {
  readonly glob: Glob;
  readonly from: 'head' | 'tail';
}

interface Subscribed {
  readonly subscription: LogSubscription;
  readonly logpaths: readonly SubscribedPath[];
  files: ReadonlyMap<Glob, ReadonlySet<string>>;
  scanned: boolean;
}

/** Who wants which logs, and which files that means. */
export class LogSubscriptions {
  readonly #all = new Map<string, Subscribed>();

  /** Adds a subscription, or puts it in the place of the one with its id. */
  set(subscription: LogSubscription): void {
    const logpaths = subscription.logpaths.map(({ glob, from }) => ({ glob: compileGlob(resolve(glob)), from }));
    // Until the next scan: lines that come before it are for this subscription too.
    const known = new Map([...(this.#all.get(subscription.id)?.files ?? [])].map(([{ text }, files]) => [text, files]));
    const files = new Map(logpaths.map(({ glob }) => [glob, known.get(glob.text) ?? new Set<string>()]));
    this.#all.set(subscription.id, { subscription, logpaths, files, scanned: false });
  }

  delete(id: string): void {
    this.#all.delete(id);
  }

  /** Existing files at the last scan, each once, in the order of the logpaths. */
  filesOf(id: string): readonly string[] {
    return [...new Set([...(this.#all.get(id)?.files.values() ?? [])].flatMap((files) => [...files]))];
  }

  /** Logpaths that match no file yet. */
  missingOf(id: string): readonly string[] {
    const { logpaths = [], files } = this.#all.get(id) ?? {};
    return logpaths.filter(({ glob }) => (files?.get(glob)?.size ?? 0) === 0).map(({ glob }) => glob.text);
  }

  /** Ids of those who want the file, in the order they came. */
  subscribersOf(path: string): readonly string[] {
    return [...this.#all.values()].filter((one) => wants(one, path)).map((one) => one.subscription.id);
  }

  /** True if `path` is, or may become, a wanted file or a directory on the way to one. */
  concerns(path: string): boolean {
    return [...this.#all.values()].some(({ logpaths }) => logpaths.some(({ glob }) => leadsTo(glob, path)));
  }

  /** Looks up all globs, and tells those whose files changed. */
  async scan(): Promise<Scan> {
    const scan = {
      wanted: new Map<string, WantedFile>(),
      directories: new Set<string>(),
      links: new Map<string, string>(),
      dangling: [] as string[],
    };
    for (const subscribed of [...this.#all.values()]) {
      // To one that has not looked yet all files are new, also those of the one it took the place of.
      const before = subscribed.scanned ? this.filesOf(subscribed.subscription.id).join('\n') : '';
      const files = new Map<Glob, ReadonlySet<string>>();
      for (const { glob, from } of subscribed.logpaths) {
        const found = await expandGlob(glob);
        files.set(glob, new Set(found.files));
        for (const path of isLiteral(glob) ? [glob.text] : found.files)
          want(scan.wanted, path, { glob, from }, subscribed);
        for (const directory of found.directories) scan.directories.add(directory);
        for (const path of found.files) await addLink(path, scan);
        scan.dangling.push(...found.dangling);
      }
      subscribed.files = files;
      subscribed.scanned = true;
      const now = this.filesOf(subscribed.subscription.id);
      if (now.join('\n') !== before) subscribed.subscription.onFiles?.(now);
    }
    return scan;
  }
}

function wants({ files, logpaths }: Subscribed, path: string): boolean {
  return logpaths.some(({ glob }) => glob.text === path || files.get(glob)?.has(path) === true);
}

function want(
  wanted: Map<string, WantedFile>,
  path: string,
  { glob, from }: SubscribedPath,
  { subscription, scanned }: Subscribed,
): void {
  const other = wanted.get(path);
  wanted.set(path, {
    path,
    from: other?.from === 'head' ? 'head' : from,
    logencoding: other?.logencoding ?? subscription.logencoding,
    appearedLater: scanned && (other?.appearedLater ?? true),
    mayVanish: !isLiteral(glob) && (other?.mayVanish ?? true),
  });
}

/** The directory of what a link points to is watched too: nothing happens where the link is when that is written to. */
async function addLink(path: string, scan: { directories: Set<string>; links: Map<string, string> }): Promise<void> {
  try {
    const real = await realpath(path);
    if (real === path) return;
    scan.directories.add(dirname(real));
    scan.links.set(real, path);
  } catch {
    // Gone in the meantime: the next scan knows.
  }
}
