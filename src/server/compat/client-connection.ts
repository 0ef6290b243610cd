import type { Socket } from 'node:net';
import { reasonOf } from '../../error.js';
import type { Log } from '../../log.js';
import type { Cancel, Waker } from '../../time/waker.js';
import type { Transmit } from '../commands/command.js';
import { answerRequest } from './answer-request.js';
import { endOfMessage, leaving, Messages } from './messages.js';
import { pickle } from './pickle.js';
import { unpickle } from './unpickle.js';

/** The most bytes a request may have, as those of the control API. */
const longestRequest = 1024 * 1024;

/** How long a client may take for the rest of its request, and for taking its answer; in seconds. */
const patience = 10;

/** What a connection is served with. */
export interface Serving {
  readonly transmit: Transmit;
  readonly log: Log;
  readonly waker: Waker;
}

/** One client's connection: its requests are answered one after the other until it goes, or is too slow. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #serving: Serving;
  readonly #messages = new Messages(longestRequest);
  /** Takes back the limit for the rest of a request; set while part of one is here. */
  #hurry: Cancel | undefined;
  #isAnswering = false;
  #isToEnd = false;
  #hasComplained = false;

  constructor(socket: Socket, serving: Serving) {
    this.#socket = socket;
    this.#serving = serving;
  }

  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  /** Resolves when the connection is closed. Calls `onAnswered` after each answer. */
  async serve(onAnswered: () => void): Promise<void> {
    this.#socket.on('error', () => undefined);
    try {
      for await (const bytes of this.#socket as AsyncIterable<Buffer>) {
        this.#messages.add(bytes);
        if (!(await this.#answerAll(onAnswered))) break;
        if (this.#messages.isAmidst) this.#hurry ??= this.#limit();
      }
    } catch {
      // The client is gone, or was sent away: nobody is left who could be told.
    } finally {
      this.#hurry?.();
      this.#socket.destroy();
    }
  }

  /** Closes the connection, once what is being answered is. */
  end(): void {
    this.#isToEnd = true;
    if (!this.#isAnswering) this.#socket.destroy();
  }

  /** Answers what is there; false when nothing more is to come. */
  async #answerAll(onAnswered: () => void): Promise<boolean> {
    for (let request = this.#messages.take(); request !== undefined; request = this.#messages.take()) {
      this.#hurry?.();
      this.#hurry = undefined;
      if (request.toString('latin1') === leaving) return false;
      this.#isAnswering = true;
      await this.#send(await this.#answer(request));
      this.#isAnswering = false;
      if (this.#isToEnd) return false;
      onAnswered();
    }
    return true;
  }

  async #answer(request: Buffer | 'too long'): Promise<Buffer> {
    if (request === 'too long') return this.#complain(`a request may have ${longestRequest} bytes at most`);
    try {
      return await answerRequest(this.#serving.transmit, unpickle(request));
    } catch (error) {
      return this.#complain(reasonOf(error));
    }
  }

  /** What is answered to something unreadable (spec runtime §8). */
  #complain(reason: string): Buffer {
    // Once: whoever sends nothing else must not fill the log.
    if (!this.#hasComplained) this.#serving.log('error', 'asyncserver', `PROTO-error: load message failed: ${reason}`);
    this.#hasComplained = true;
    return pickle(`ERROR: ${reason}`);
  }

  async #send(answer: Buffer): Promise<void> {
    const cancel = this.#limit();
    try {
      // In one piece: there are clients that look for the end in each piece they read.
      const bytes = Buffer.concat([answer, Buffer.from(endOfMessage)]);
      await new Promise<void>((resolve, reject) => {
        this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    } finally {
      cancel();
    }
  }

  #limit(): Cancel {
    return this.#serving.waker.after(patience, () => this.#socket.destroy());
  }
}
