import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { includes } from '../../commands/rights.js';
import type { Cancel, Waker } from '../../time/waker.js';
import { Connections } from '../connections.js';
import { ApiConnection } from './api-connection.js';
import { streamEvents } from './event-stream.js';
import { isLong } from './json-pieces.js';
import { ApiError, rawProblem } from './problem.js';
import { readJson } from './read-json.js';
import { Reply } from './reply.js';
import type { Route, RouteContext } from './route.js';
import { Router } from './router.js';
import { Slots } from './slots.js';

/** What a server answers, and with what. */
export interface Serving {
  readonly routes: readonly Route[];
  readonly context: RouteContext;
  readonly waker: Waker;
  /** Which `Host` a request may name; any, where nobody but those who may come in can reach the socket. */
  readonly isHost?: (host: string) => boolean;
}

/** An HTTP server that somebody else lets listen. */
export interface ApiServer {
  readonly server: Server;
  /** Lets answers under way come to an end, those without an end among them; resolves when the last client is gone. */
  close(): Promise<void>;
}

const limits = {
  // A connection that has sent nothing yet is the first to go when others want in.
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 60_000,
  // Who cares for it looks at it.
  requireHostHeader: false,
} as const;

/** How many clients may be connected to a socket. */
const mostConnections = 128;

/** Seconds that answers under way get at the end. */
const grace = 2;

/** Answers requests as a table of routes says. */
export function createApiServer(serving: Serving): ApiServer {
  const api = new Api(serving);
  const server = createServer(limits, (request, response) => api.take(request, response));
  server.on('connection', (socket) => api.accept(socket));
  server.on('clientError', (error, socket) => api.complain(error, socket));
  return {
    server,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cancel = api.end(() => server.closeAllConnections());
      await closed;
      cancel();
    },
  };
}

class Api {
  readonly #serving: Serving;
  readonly #router: Router;
  readonly #connections = new Connections<ApiConnection>(mostConnections);
  readonly #bySocket = new WeakMap<Duplex, ApiConnection>();
  readonly #longAnswers = new Slots(8, 'long answers');
  readonly #streams = new Slots(16, 'event streams');

  constructor(serving: Serving) {
    this.#serving = serving;
    this.#router = new Router(serving.routes);
  }

  accept(socket: Socket): void {
    const connection = new ApiConnection(socket);
    if (!this.#connections.add(connection)) {
      socket.destroy();
      return;
    }
    this.#bySocket.set(socket, connection);
    socket.once('close', () => this.#connections.remove(connection));
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#bySocket.get(request.socket);
    connection?.take(
      async () => this.#answer(request, response, connection),
      () => this.#connections.waitsAnew(connection),
    );
  }

  /** What came was no request. */
  complain(error: NodeJS.ErrnoException, socket: Duplex): void {
    // Not in the middle of an answer, and not twice.
    if (!socket.writable || this.#bySocket.get(socket)?.isAnswering === true) socket.destroy();
    else socket.end(rawProblem(requestError(error.code)), () => socket.destroy());
  }

  /** Calls `late` if that takes its time. */
  end(late: () => void): Cancel {
    this.#connections.endAll();
    return this.#serving.waker.after(grace, late);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, connection: ApiConnection): Promise<void> {
    const reply = new Reply(response, this.#serving.waker);
    try {
      const { context, waker, isHost } = this.#serving;
      const { method = 'GET', url = '/', headers } = request;
      if (isHost?.(headers.host ?? '') === false) {
        throw new ApiError(421, 'HOST', `nobody here is called '${headers.host ?? ''}'`);
      }
      const { route, params, query } = this.#router.find(method, url);
      if (!includes(context.right, route.right)) throw forbidden(route);
      const body = route.body === undefined ? undefined : await readJson(request);
      const call = { params, query, body };
      if (route.kind === 'stream' && method !== 'HEAD') {
        const subscribe = route.handle(context, call);
        const free = this.#streams.take();
        connection.answers(() => response.end());
        await streamEvents(response, waker, subscribe).finally(free);
        return;
      }
      connection.answers();
      if (route.kind === 'json') await this.#json(reply, await route.handle(context, call));
      else await reply.text(route.type, route.kind === 'text' ? await route.handle(context) : '');
    } catch (error) {
      await reply.problem(error);
    }
  }

  async #json(reply: Reply, data: unknown): Promise<void> {
    if (!isLong(data)) return reply.json(data);
    const free = this.#longAnswers.take();
    await reply.longJson(data).finally(free);
  }
}

function forbidden({ method, path, right }: Route): ApiError {
  return new ApiError(
    403,
    'FORBIDDEN',
    `${method} ${path} is not for this socket, but for one with the right '${right}'`,
  );
}

function requestError(code = ''): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new ApiError(431, 'HEADERS', 'the head of a request may have 16 KiB at most');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ApiError(408, 'TIMEOUT', 'the request did not come in time');
  return new ApiError(400, 'REQUEST', 'this is no HTTP request');
}
