import { ApiError } from './problem.js';
import type { Call, Route } from './route.js';

type Params = Call['params'];

/** Whose request it is, and what its address says. */
export interface Found extends Pick<Call, 'params' | 'query'> {
  readonly route: Route;
}

/** The path, and what stands behind it; before it there may be the host, as to a proxy. */
const address = /^(?:https?:\/\/[^/?]*)?([^?]*)(?:\?(.*))?$/is;

/** Finds what answers a request. */
export class Router {
  readonly #places: readonly { readonly segments: readonly string[]; readonly route: Route }[];

  constructor(routes: readonly Route[]) {
    this.#places = routes.map((route) => ({ segments: route.path.split('/'), route }));
  }

  /** HEAD asks for the head of what GET answers. Throws ApiError. */
  find(method: string, url: string): Found {
    const [, path = '', query = ''] = address.exec(url) ?? [];
    const segments = path.split('/');
    const allowed: string[] = [];
    for (const place of this.#places) {
      const params = paramsOf(place.segments, segments);
      if (params === undefined) continue;
      if (place.route.method === (method === 'HEAD' ? 'GET' : method))
        return { route: place.route, params, query: new URLSearchParams(query) };
      allowed.push(place.route.method, ...(place.route.method === 'GET' ? ['HEAD'] : []));
    }
    if (allowed.length === 0) throw new ApiError(404, 'NOT_FOUND', `no such resource; /openapi.json lists them`);
    const allow = allowed.join(', ');
    throw new ApiError(405, 'METHOD', `${method} can't be done here, ${allow} can`, { allow });
  }
}

/** The values of a pattern's `{names}`, undefined if the path is another one. Throws ApiError. */
function paramsOf(pattern: readonly string[], segments: readonly string[]): Params | undefined {
  if (pattern.length !== segments.length) return undefined;
  let params: Record<string, string> = noParams;
  for (const [index, wanted] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (!wanted.startsWith('{')) {
      if (wanted !== segment) return undefined;
    } else if (segment === '') return undefined;
    else params = { ...params, [wanted.slice(1, -1)]: decoded(segment) };
  }
  return params;
}

const noParams: Record<string, string> = {};

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ApiError(400, 'PATH', `'${segment}' in the path is not properly encoded`);
  }
}
