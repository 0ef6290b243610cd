import type { Failure } from '../filter/failure.js';
import type { UseDns } from '../filter/tags.js';
import type { Log } from '../log.js';

export interface ResolveOptions {
  /** The canonical addresses of a host name, none if it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly usedns: UseDns;
  readonly log: Log;
}

/** The failures in their order, those of a host name once for each of its addresses (spec config §4.5). */
export async function resolveNames(failures: readonly Failure[], options: ResolveOptions): Promise<readonly Failure[]> {
  if (!failures.some(({ resolve }) => resolve)) return failures;
  const resolved = failures.map(async (failure) => (failure.resolve ? addressesOf(failure, options) : [failure]));
  return (await Promise.all(resolved)).flat();
}

async function addressesOf(failure: Failure, { resolve, usedns, log }: ResolveOptions): Promise<readonly Failure[]> {
  const addresses = await resolve(failure.id);
  if (addresses.length === 0) {
    log('warning', 'ipdns', `Unable to find a corresponding IP address for ${failure.id}`);
  } else if (usedns === 'warn') {
    const list = addresses.map((address) => `'${address}'`).join(', ');
    log('warning', 'ipdns', `Determined IP using DNS Lookup: ${failure.id} = {${list}}`);
  }
  return addresses.map((id) => ({ ...failure, id, resolve: false }));
}
