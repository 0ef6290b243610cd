import { lookup, lookupService } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';
import type { Clock, EpochSeconds } from '../time/clock.js';
import { canonicalId } from './address.js';

/** Finds the addresses of a host name; rejects or gives none where there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Asks the system's resolver (hosts file, DNS …), as every other program of the machine does. */
export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** Finds the name of an address; undefined where it has none, or nobody answers within five seconds. Never rejects. */
export async function reverseName(address: string): Promise<string | undefined> {
  const named = lookupService(address, 0).then(({ hostname: name }) => (name === address ? undefined : name));
  return inTime(named, undefined);
}

interface Entry {
  readonly addresses: readonly string[];
  readonly until: EpochSeconds;
}

const ttl = 300;
const maxEntries = 1000;
const patienceMs = 5000;

/**
 * Host names and their addresses, kept five minutes, failures too; at most 1000 names (spec runtime §2.3).
 * A resolver that does not answer within five seconds counts as "no address".
 */
export class NameCache {
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, Promise<readonly string[]>>();
  readonly #resolve: Resolve;
  readonly #clock: Clock;

  constructor(resolve: Resolve, clock: Clock) {
    this.#resolve = resolve;
    this.#clock = clock;
  }

  /** The canonical addresses of a name, looked up if need be. */
  async addresses(name: string): Promise<readonly string[]> {
    const entry = this.#entries.get(name);
    if (entry !== undefined && entry.until > this.#clock()) return entry.addresses;
    const running = this.#running.get(name) ?? this.#ask(name);
    this.#running.set(name, running);
    return running;
  }

  /** What is known right now, for those who can't wait; a stale or unknown name is looked up in the background. */
  known(name: string): readonly string[] {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.until <= this.#clock()) void this.addresses(name);
    return entry?.addresses ?? [];
  }

  async #ask(name: string): Promise<readonly string[]> {
    const found = await inTime(this.#resolve(name), []);
    const addresses = [...new Set(found.map(canonicalId))];
    this.#running.delete(name);
    this.#entries.delete(name);
    this.#entries.set(name, { addresses, until: this.#clock() + ttl });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > maxEntries && oldest.done !== true) this.#entries.delete(oldest.value);
    return addresses;
  }
}

/** Addresses this machine has on its interfaces, in canonical form. */
export function interfaceAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.map(({ address }) => canonicalId(address));
}

/** Names this machine goes by. */
export function ownNames(): readonly string[] {
  return ['localhost', hostname()];
}

/** The answer, or `otherwise` if it fails or takes too long. */
async function inTime<Answer>(answer: Promise<Answer>, otherwise: Answer): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Answer>((resolve) => {
    timer = setTimeout(resolve, patienceMs, otherwise);
    timer.unref();
  });
  try {
    return await Promise.race([answer.catch(() => otherwise), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
