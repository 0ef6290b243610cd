import { request } from 'node:http';

/** Nobody answers on the socket. */
export class NotRunningError extends Error {
  /** True if there is no socket at all, or it may not be used. */
  readonly noSocket: boolean;

  constructor(error: NodeJS.ErrnoException) {
    super(error.message);
    this.noSocket = error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'EPERM';
  }
}

/** The daemon refused a command; `message` is for people, `nok` what fail2ban-client puts behind `NOK: `. */
export class RefusedError extends Error {
  readonly nok: string;

  constructor(message: string, nok: string) {
    super(message);
    this.nok = nok;
  }
}

/** Sends one command to the daemon and gives its answer. Throws NotRunningError or RefusedError. */
export async function sendCommand(socket: string, words: readonly string[]): Promise<unknown> {
  const { status, text } = await post(socket, '/v1/commands', JSON.stringify({ command: words }));
  const body = JSON.parse(text) as { answer?: unknown; detail?: string; nok?: string };
  if (status === 200) return body.answer ?? null;
  throw new RefusedError(body.detail ?? `HTTP ${status}`, body.nok ?? `(${status},)`);
}

async function post(socketPath: string, path: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request({ socketPath, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => reject(new NotRunningError(error)));
    sent.end(body);
  });
}
