import { request } from 'node:http';

/** Nobody answers on the socket; `code` is `ENOENT`, `EACCES`, `ECONNREFUSED` … */
export class NotRunningError extends Error {
  readonly code: string;

  constructor(error: NodeJS.ErrnoException) {
    super(error.message);
    this.name = 'NotRunningError';
    this.code = error.code ?? 'UNKNOWN';
  }
}

/** The daemon is there, and has not answered in time. */
export class TimeoutError extends Error {}

/** The daemon refused a command; `message` is for people, `nok` what fail2ban-client puts behind `NOK: `. */
export class RefusedError extends Error {
  readonly code: string;
  readonly nok: string;

  /** Takes the body of an answer that is a problem. */
  constructor(body: string) {
    const { code, detail, nok } = JSON.parse(body) as { code: string; detail: string; nok: string };
    super(detail);
    this.name = 'RefusedError';
    this.code = code;
    this.nok = nok;
  }
}

/**
 * Sends one command to the daemon and gives its answer, for which it waits `timeoutMs`, or for ever. Throws
 * NotRunningError, TimeoutError or RefusedError.
 */
export async function sendCommand(socket: string, words: readonly string[], timeoutMs?: number): Promise<unknown> {
  const body = await post({ socket, path: '/v1/commands', timeoutMs }, JSON.stringify({ command: words }));
  return (JSON.parse(body) as { answer?: unknown }).answer ?? null;
}

interface Way {
  readonly socket: string;
  readonly path: string;
  readonly timeoutMs: number | undefined;
}

async function post({ socket, path, timeoutMs }: Way, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request({ socketPath: socket, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(text);
        else reject(new RefusedError(text));
      });
      response.on('error', reject);
    });
    sent.on('error', (error: NodeJS.ErrnoException) =>
      reject(error instanceof TimeoutError ? error : new NotRunningError(error)),
    );
    if (timeoutMs !== undefined) sent.setTimeout(timeoutMs, () => sent.destroy(new TimeoutError('timed out')));
    sent.end(body);
  });
}
