import { lookup, lookupService, Resolver } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';
import type { Clock, EpochSeconds } from '../time/clock.js';
import { timerWaker } from '../time/waker.js';
import { canonicalId } from './address.js';
import { inTime, type Resolve } from './name-cache.js';

/** Asks the system's resolver (hosts file, DNS …), as every other program of the machine does. */
export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** Finds the name of an address; undefined where it has none, or nobody answers within five seconds. Never rejects. */
export async function reverseName(address: string): Promise<string | undefined> {
  const named = lookupService(address, 0).then(({ hostname: name }) => (name === address ? undefined : name));
  return inTime(named, undefined, 5, timerWaker);
}

/** The texts (TXT) that a name has in DNS, none if it has none. Rejects where nobody answers within five seconds. */
export async function textRecords(name: string): Promise<readonly string[]> {
  try {
    const records = await new Resolver({ timeout: 2500, tries: 2 }).resolveTxt(name);
    return records.map((parts) => parts.join(''));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}

/** Addresses this machine has on its interfaces, in canonical form; looked at again after ten seconds. */
export function interfaceAddresses(clock: Clock): () => readonly string[] {
  let addresses: readonly string[] = [];
  let until: EpochSeconds = -Infinity;
  return () => {
    if (clock() < until) return addresses;
    const all = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? []);
    addresses = all.map(({ address }) => canonicalId(address));
    until = clock() + 10;
    return addresses;
  };
}

/** Names this machine goes by. */
export function ownNames(): readonly string[] {
  return ['localhost', hostname()];
}
