import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Waker } from '../../time/waker.js';
import { jsonPieces } from './json-pieces.js';
import { ApiError, problemOf, problemText, problemType } from './problem.js';

/** Seconds a client may take for the next piece of its answer. */
const patience = 10;

/** Pieces of an answer are put together to so many characters. */
const pieceLength = 64 * 1024;

/** What one request is answered with. All of its methods resolve when the client has the answer, or will not get it. */
export class Reply {
  readonly #response: ServerResponse;
  readonly #waker: Waker;
  readonly #over: Promise<void>;

  constructor(response: ServerResponse, waker: Waker) {
    this.#response = response;
    this.#waker = waker;
    // Of a client that is gone nobody need be told.
    response.on('error', () => undefined);
    this.#over = new Promise((resolve) => response.once('close', resolve));
  }

  async json(data: unknown): Promise<void> {
    return this.#whole(200, 'application/json', `${JSON.stringify(data ?? null)}\n`);
  }

  /** A long answer is made and written as fast as the client reads, and holds up nobody. */
  async longJson(data: unknown): Promise<void> {
    this.#response.writeHead(200, { 'content-type': 'application/json' });
    let gathered = '';
    for (const piece of jsonPieces(data)) {
      gathered += piece;
      if (gathered.length < pieceLength) continue;
      await this.#write(gathered);
      gathered = '';
      if (this.#response.destroyed) return;
    }
    return this.#end(`${gathered}\n`);
  }

  async text(type: string, text: string): Promise<void> {
    return this.#whole(200, type, text);
  }

  /** What went wrong; where the answer was begun already it breaks off. */
  async problem(error: unknown): Promise<void> {
    if (this.#response.headersSent) {
      this.#response.destroy();
      return;
    }
    const problem = problemOf(error);
    const headers = error instanceof ApiError ? error.headers : {};
    await this.#whole(problem.status, problemType, problemText(problem), headers);
  }

  async #whole(status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}) {
    const length = Buffer.byteLength(text);
    this.#response.writeHead(status, { 'content-type': type, 'content-length': length, ...headers });
    return this.#end(text);
  }

  async #write(text: string): Promise<void> {
    if (!this.#response.write(text)) await this.#inTime(this.#drained());
    // What the kernel takes at once is drained before anybody else had a turn.
    await setImmediate();
  }

  async #end(text: string): Promise<void> {
    this.#response.end(text);
    await (this.#response.writableLength === 0 ? this.#over : this.#inTime(this.#over));
  }

  async #drained(): Promise<void> {
    const drained = new Promise<void>((resolve) => this.#response.once('drain', resolve));
    await Promise.race([drained, this.#over]);
  }

  /** Sends away who keeps us waiting. */
  async #inTime(done: Promise<void>): Promise<void> {
    const cancel = this.#waker.after(patience, () => this.#response.destroy());
    await done;
    cancel();
  }
}
