import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { until } from './until.js';

/** What was answered to one request. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON. */
  readonly body: unknown;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent?: Agent;
}

/** Asks on a unix socket, as curl does, on a connection of its own unless an agent says otherwise. */
export async function ask(
  socketPath: string,
  path: string,
  { method = 'GET', headers = {}, body = '', agent = new Agent() }: Asked = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get body(): unknown {
            return JSON.parse(text) as unknown;
          },
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Posts JSON. */
export async function post(socketPath: string, path: string, body: unknown): Promise<Answered> {
  const headers = { 'content-type': 'application/json' };
  return ask(socketPath, path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** A connection that says what it likes and takes down what comes. */
export class RawClient {
  readonly socket: Socket;
  readonly #pieces: Buffer[] = [];
  isClosed = false;

  constructor(path: string) {
    this.socket = connect({ path, allowHalfOpen: true });
    this.socket.on('data', (piece: Buffer) => this.#pieces.push(piece));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => (this.isClosed = true));
    this.socket.on('end', () => this.socket.end());
  }

  say(...texts: readonly string[]): void {
    for (const text of texts) this.socket.write(text, 'latin1');
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  get heard(): string {
    return this.bytes.toString('utf8');
  }

  async hears(text: string): Promise<void> {
    await until(() => this.heard.includes(text));
  }

  async closed(): Promise<void> {
    await until(() => this.isClosed);
  }
}
