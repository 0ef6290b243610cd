import type { Right } from '../commands/rights.js';
import type { Waker } from '../time/waker.js';
import { createApiServer } from './api/http-server.js';
import type { RouteContext } from './api/route.js';
import { routes } from './api/routes.js';
import { claimSocket, type SocketAccess } from './claim-socket.js';

/** A socket of the control API, and what those may do who come in there. */
export interface ControlSocket {
  readonly socket: string;
  readonly right: Right;
  readonly access: SocketAccess;
}

/** Serves the control API as HTTP with JSON on a unix socket. Throws SocketError, also where another daemon is alive on it. */
export async function serveControl(
  { socket, right, access }: ControlSocket,
  context: Omit<RouteContext, 'right'>,
  waker: Waker,
): Promise<{ close(): Promise<void> }> {
  const api = createApiServer({ routes, context: { ...context, right }, waker });
  await claimSocket(api.server, socket, 'tsban is already running; stop it first, or choose another with -s', access);
  return api;
}
