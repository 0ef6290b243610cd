import { type Address, contains, parseAddress } from '../net/address.js';

/** The addresses a host name stands for just now; empty if it has none or is not known yet. */
export type ResolvedNames = (name: string) => readonly string[];

/** Why an id is ignored, in the words of `Ignore ID by SOURCE` (spec runtime §2.4). */
export type IgnoreSource = 'ignoreself rule' | 'ip' | 'dns' | `file:${string}`;

export interface IgnoreOptions {
  /** Addresses, networks (`/8`, `/255.0.0.0`), host names and `file:PATH` (spec config §3.2). */
  readonly ignoreip: readonly string[];
  readonly ignoreself: boolean;
  /** The addresses of this machine: of its interfaces and its names. */
  readonly ownAddresses: () => readonly string[];
  readonly resolved: ResolvedNames;
  /** What stands in a file just now. */
  readonly contentOf: (path: string) => IgnoreEntries;
}

/** Addresses, networks and host names, to be looked through as listed. */
export class IgnoreEntries {
  /** Single addresses: found at once however long the list is. */
  readonly #singles = new Set<string>();
  readonly #networks: readonly Address[];
  /** The names whose addresses `find` will ask for. */
  readonly names: readonly string[];

  constructor(entries: readonly string[]) {
    const networks: Address[] = [];
    const names: string[] = [];
    for (const text of entries) {
      const address = parseAddress(text);
      if (address === undefined) names.push(text);
      else if (isSingle(address)) this.#singles.add(address.text);
      else networks.push(address);
    }
    this.#networks = networks;
    this.names = names;
  }

  /** Single addresses first, then networks, then names, which may have to be asked for. */
  find(address: Address, resolved: ResolvedNames): 'ip' | 'dns' | undefined {
    if (this.#singles.has(address.text)) return 'ip';
    if (this.#networks.some((network) => contains(network, address))) return 'ip';
    return this.names.some((name) => resolved(name).includes(address.text)) ? 'dns' : undefined;
  }
}

/** Whom a jail never counts: this machine and the entries of ignoreip. */
export class IgnoreList {
  readonly #options: IgnoreOptions;
  readonly #entries: IgnoreEntries;
  readonly #files: readonly string[];

  constructor(options: IgnoreOptions) {
    this.#options = options;
    const files = options.ignoreip.map(ignoreFilePath);
    this.#files = files.filter((path) => path !== undefined);
    this.#entries = new IgnoreEntries(options.ignoreip.filter((_, index) => files[index] === undefined));
  }

  /** The names whose addresses `resolved` will be asked for, those in files included. */
  get names(): readonly string[] {
    const lists = [this.#entries, ...this.#files.map((path) => this.#options.contentOf(path))];
    return lists.flatMap(({ names }) => names);
  }

  /** The first rule that spares the id: ignoreself, then ignoreip, its files last. */
  find(id: string): IgnoreSource | undefined {
    const address = parseAddress(id);
    if (address === undefined) return undefined;
    const { ignoreself, ownAddresses, resolved, contentOf } = this.#options;
    if (ignoreself && ownAddresses().includes(address.text)) return 'ignoreself rule';
    const listed = this.#entries.find(address, resolved);
    if (listed !== undefined) return listed;
    const file = this.#files.find((path) => contentOf(path).find(address, resolved) !== undefined);
    return file === undefined ? undefined : `file:/${file}`;
  }
}

/** The path of an entry `file:PATH`; slashes before it, up to three, are one (spec config §3.2). Undefined for any other entry. */
export function ignoreFilePath(entry: string): string | undefined {
  return entry.startsWith('file:') ? entry.slice('file:'.length).replace(/^\/{1,3}/, '/') : undefined;
}

/** Takes the text of a file apart: separated as in ignoreip, with comments from a `#` or `;` at the start of a word on. */
export function readIgnoreFile(text: string): IgnoreEntries {
  const words = text.replace(/(?<!\S)[#;].*/g, '').split(/[\s,]+/);
  return new IgnoreEntries(words.filter((word) => word !== ''));
}

function isSingle({ family, prefix }: Address): boolean {
  return prefix === (family === 'inet4' ? 32 : 128);
}
