import type { LineResult } from '../../filter/line-result.js';
import type { NameCache } from '../../net/name-cache.js';

/** The result with addresses in place of host names, one failure each; a line all of whose names have none is missed. */
export async function resolveNames(result: LineResult, names: NameCache): Promise<LineResult> {
  if (!result.failures.some(({ resolve }) => resolve)) return result;
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
