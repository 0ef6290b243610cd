import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { reasonOf, TsbanError } from '../../error.js';
import type { Log } from '../../log.js';
import { claimSocket } from '../claim-socket.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { ApiError, route } from './routes.js';

const maxBody = 1024 * 1024;

/**
 * Serves the control API as HTTP with JSON on a unix socket only its owner may use. Throws SocketError, also where
 * another daemon is alive on it.
 */
export async function serveControl(socket: string, control: Control, log: Log): Promise<{ close(): Promise<void> }> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    answer(control, request, response).catch((error: unknown) =>
      log('error', 'server', `Control request: ${String(error)}`),
    );
  });
  await claimSocket(server, socket, 'tsban is already running; stop it first, or choose another with -s');
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
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
