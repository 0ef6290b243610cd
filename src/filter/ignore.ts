import { type Address, contains, parseAddress } from '../net/address.js';

/** The addresses a host name stands for just now; empty if it has none or is not known yet. */
export type ResolvedNames = (name: string) => readonly string[];

/** Why an id is ignored, in the words of `Ignore ID by SOURCE` (spec runtime §2.4). */
export type IgnoreSource = 'ignoreself rule' | 'ip' | 'dns';

export interface IgnoreOptions {
  /** Addresses, networks (`/8`, `/255.0.0.0`) and host names (spec config §3.2). */
  readonly ignoreip: readonly string[];
  readonly ignoreself: boolean;
  /** The addresses of this machine: of its interfaces and its names. */
  readonly ownAddresses: () => readonly string[];
  readonly resolved: ResolvedNames;
}

type Entry = { readonly kind: 'network'; readonly network: Address } | { readonly kind: 'name'; readonly name: string };

/** Whom a jail never counts: this machine and the entries of ignoreip. */
export class IgnoreList {
  readonly #options: IgnoreOptions;
  /** Single addresses: found at once however long the list is. */
  readonly #singles = new Set<string>();
  readonly #entries: readonly Entry[];

  constructor(options: IgnoreOptions) {
    this.#options = options;
    const entries: Entry[] = [];
    for (const text of options.ignoreip) {
      const address = parseAddress(text);
      if (address === undefined) entries.push({ kind: 'name', name: text });
      else if (isSingle(address)) this.#singles.add(address.text);
      else entries.push({ kind: 'network', network: address });
    }
    this.#entries = entries;
  }

  /** The names whose addresses `resolved` will be asked for. */
  get names(): readonly string[] {
    return this.#entries.flatMap((entry) => (entry.kind === 'name' ? [entry.name] : []));
  }

  /** The first rule that spares the id: ignoreself, single addresses, then networks and names as listed. */
  find(id: string): IgnoreSource | undefined {
    const address = parseAddress(id);
    if (address === undefined) return undefined;
    const { ignoreself, ownAddresses } = this.#options;
    if (ignoreself && names(ownAddresses(), address)) return 'ignoreself rule';
    if (this.#singles.has(address.text)) return 'ip';
    for (const entry of this.#entries) {
      if (entry.kind === 'network' && contains(entry.network, address)) return 'ip';
      if (entry.kind === 'name' && names(this.#options.resolved(entry.name), address)) return 'dns';
    }
    return undefined;
  }
}

function names(addresses: readonly string[], address: Address): boolean {
  return addresses.some((own) => parseAddress(own)?.text === address.text);
}

function isSingle({ family, prefix }: Address): boolean {
  return prefix === (family === 'inet4' ? 32 : 128);
}
