import { Slots } from '../slots.js';
import type { Clock, EpochSeconds } from '../time/clock.js';
import type { Waker } from '../time/waker.js';
import { canonicalId } from './address.js';

/** Finds the addresses of a host name; rejects or gives none where there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export interface NameCacheOptions {
  readonly resolve: Resolve;
  readonly clock: Clock;
  readonly waker: Waker;
}

interface Entry {
  readonly addresses: readonly string[];
  readonly until: EpochSeconds;
}

interface Lookup {
  readonly since: EpochSeconds;
  readonly addresses: Promise<readonly string[]>;
}

/** Seconds. */
const ttl = 300;
const patience = 5;
const maxEntries = 1000;
const maxLookups = 1000;
/** Each holds one of the four threads Node has for files and names alike. */
const atOnce = 2;

/**
 * Host names and their addresses, kept five minutes, failures too; at most 1000 names (spec runtime §2.3).
 *
 * Nobody waits longer than five seconds, however many names are asked for and however slow the resolver is: a name that
 * is not known by then has no address. What is found later serves those who ask next.
 */
export class NameCache {
  readonly #options: NameCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #lookups = new Map<string, Lookup>();
  readonly #slots = new Slots(atOnce);

  constructor(options: NameCacheOptions) {
    this.#options = options;
  }

  /** The canonical addresses of a name, looked up if need be. Never rejects. */
  async addresses(name: string): Promise<readonly string[]> {
    const { clock, waker } = this.#options;
    const entry = this.#entries.get(name);
    if (entry !== undefined && entry.until > clock()) return entry.addresses;
    const lookup = this.#lookups.get(name) ?? this.#lookUp(name);
    // Who asks late for a name nobody could tell in time need not find that out again.
    if (lookup === undefined || clock() - lookup.since >= patience) return [];
    return inTime(lookup.addresses, [], patience, waker);
  }

  /** What is known right now, for those who can't wait; a stale or unknown name is looked up in the background. */
  known(name: string): readonly string[] {
    const entry = this.#entries.get(name);
    const isStale = entry === undefined || entry.until <= this.#options.clock();
    if (isStale && !this.#lookups.has(name)) this.#lookUp(name);
    return entry?.addresses ?? [];
  }

  /** Undefined where too many names wait to be looked up. */
  #lookUp(name: string): Lookup | undefined {
    if (this.#lookups.size >= maxLookups) return undefined;
    const since = this.#options.clock();
    const addresses = this.#slots.run(async () => {
      // Nobody waits any more for a name whose turn comes so late.
      const found = this.#options.clock() - since < patience ? await this.#ask(name) : [];
      this.#lookups.delete(name);
      return found;
    });
    const lookup = { since, addresses };
    this.#lookups.set(name, lookup);
    return lookup;
  }

  async #ask(name: string): Promise<readonly string[]> {
    const before = this.#entries.get(name)?.addresses ?? [];
    const found = await this.#options.resolve(name).catch((error: unknown) => (isTemporary(error) ? before : []));
    const addresses = [...new Set(found.map(canonicalId))];
    this.#entries.delete(name);
    this.#entries.set(name, { addresses, until: this.#options.clock() + ttl });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > maxEntries && oldest.done !== true) this.#entries.delete(oldest.value);
    return addresses;
  }
}

/** The resolver could not be asked, which tells nothing about the name. */
function isTemporary(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAI_AGAIN';
}

/** The answer, or `otherwise` if it fails or takes longer than `seconds`. */
export async function inTime<Answer>(
  answer: Promise<Answer>,
  otherwise: Answer,
  seconds: number,
  waker: Waker,
): Promise<Answer> {
  let cancel = (): void => undefined;
  const tooLate = new Promise<Answer>((resolve) => {
    cancel = waker.after(seconds, () => resolve(otherwise));
  });
  try {
    return await Promise.race([answer.catch(() => otherwise), tooLate]);
  } finally {
    cancel();
  }
}
