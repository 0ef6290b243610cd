import type { LineResult } from '../../filter/line-result.js';
import type { NameCache } from '../../net/name-cache.js';

/** True if there is a host name in the result. */
export function hasNames({ failures }: LineResult): boolean {
  return failures.some(({ resolve }) => resolve);
}

/** The result with addresses in place of host names, one failure each; a line all of whose names have none is missed. */
export async function resolveNames(result: LineResult, names: NameCache): Promise<LineResult> {
  const resolved = await Promise.all(
    result.failures.map(async (failure) => {
      if (!failure.resolve) return [failure];
      const addresses = await names.addresses(failure.id);
      return addresses.map((id) => ({ ...failure, id, resolve: false }));
    }),
  );
  const failures = resolved.flat();
  return failures.length > 0 ? { ...result, failures } : { ...result, failures, status: 'missed', regexes: [] };
}
