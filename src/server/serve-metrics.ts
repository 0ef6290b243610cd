import { loopbackEndpoint } from '../config/server-words.js';
import type { Waker } from '../time/waker.js';
import { createApiServer } from './api/http-server.js';
import type { RouteContext } from './api/route.js';
import { metricsRoute } from './api/routes.js';

/** Names under which a machine knows itself; by any other a foreign web page may have got here. */
const ownNames = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Serves metrics, and nothing else, by HTTP at `127.0.0.1:9191` or the like, which everybody on this machine can reach.
 * Rejects where nobody can listen there.
 */
export async function serveMetrics(
  endpoint: string,
  context: Omit<RouteContext, 'right'>,
  waker: Waker,
): Promise<{ close(): Promise<void> }> {
  const place = loopbackEndpoint(endpoint);
  if (place === undefined) throw new Error(`${endpoint} is no address of this machine alone`);
  const serving = { context: { ...context, right: 'read' as const }, waker };
  const api = createApiServer({ ...serving, routes: [metricsRoute], isHost: (host) => ownNames.test(host) });
  await new Promise<void>((resolve, reject) => {
    api.server.once('error', reject);
    api.server.listen(place, resolve);
  });
  return api;
}
