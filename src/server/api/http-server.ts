import { chmodSync, existsSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { reasonOf, TsbanError } from '../../error.js';
import type { Log } from '../../log.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { ApiError, route } from './routes.js';

const maxBody = 1024 * 1024;

/** Another daemon answers on the socket, or the socket can't be made. */
export class SocketError extends TsbanError {
  readonly code = 'SOCKET';

  constructor(socket: string, problem: string, cause?: unknown) {
    super(`socket ${socket}: ${problem}`, { cause });
    this.name = 'SocketError';
  }
}

/**
 * Serves the control API as HTTP with JSON on a unix socket only its owner may use. A socket left behind by a daemon
 * that died is taken over; throws SocketError where one is alive on it.
 */
export async function serveControl(socket: string, control: Control, log: Log): Promise<{ close(): Promise<void> }> {
  if (await isAlive(socket))
    throw new SocketError(socket, 'tsban is already running; stop it first, or choose another with -s');
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    answer(control, request, response).catch((error: unknown) =>
      log('error', 'server', `Control request: ${String(error)}`),
    );
  });
  await listen(server, socket);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function isAlive(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    const settle = (alive: boolean) => {
      probe.destroy();
      resolve(alive);
    };
    probe.once('connect', () => settle(true));
    probe.once('error', () => settle(false));
  });
}

async function listen(server: Server, socket: string): Promise<void> {
  let before: number | undefined;
  try {
    makeFolder(dirname(socket));
    before = process.umask(0o177);
    removeStale(socket);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socket, resolve);
    });
    chmodSync(socket, 0o600);
  } catch (error) {
    if (error instanceof SocketError) throw error;
    throw new SocketError(socket, reasonOf(error), error);
  } finally {
    if (before !== undefined) process.umask(before);
  }
}

/** Makes the last level only (spec runtime §6.1): Node calls a missing folder a lack of permission. */
function makeFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
}

function removeStale(socket: string): void {
  const present = lstatSync(socket, { throwIfNoEntry: false });
  if (present === undefined) return;
  if (!present.isSocket())
    throw new SocketError(socket, 'something that is no socket stands there; choose another with -s');
  unlinkSync(socket);
}

async function answer(control: Control, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const path = pathOf(request.url ?? '/');
    const body = request.method === 'POST' ? await readJson(request) : undefined;
    send(response, 200, 'application/json', await route(control, { method: request.method ?? 'GET', path, body }));
  } catch (error) {
    const { status, ...problem } = problemOf(error);
    send(response, status, 'application/problem+json', { type: 'about:blank', status, ...problem });
  }
}

function pathOf(url: string): readonly string[] {
  const [version, ...path] = new URL(url, 'http://tsban').pathname.split('/').slice(1);
  if (version !== 'v1') throw new ApiError(404, 'NOT_FOUND', 'resources are under /v1');
  try {
    return path.map(decodeURIComponent);
  } catch {
    throw new ApiError(400, 'PATH', 'the path is not properly encoded');
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw new ApiError(413, 'TOO_LARGE', `the body is over ${maxBody} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError(400, 'BODY', 'the body is not JSON');
  }
}

function problemOf(error: unknown): { status: number; code: string; title: string; detail: string; nok?: string } {
  if (error instanceof CommandError) {
    const status = error.code === 'UNKNOWN_JAIL' ? 404 : 400;
    return { status, code: error.code, title: error.code, detail: error.message, nok: error.nok };
  }
  if (error instanceof ApiError)
    return { status: error.status, code: error.code, title: error.code, detail: error.message };
  const detail = reasonOf(error);
  const code = error instanceof TsbanError ? error.code : 'INTERNAL';
  return { status: 500, code, title: code, detail, nok: `(${JSON.stringify(detail)},)` };
}

function send(response: ServerResponse, status: number, type: string, body: unknown): void {
  const text = `${JSON.stringify(body ?? null)}\n`;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), connection: 'close' });
  response.end(text);
}
