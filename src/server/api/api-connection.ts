import type { Socket } from 'node:net';
import type { Connection } from '../connections.js';

/** Answers one request; resolves when the answer is sent, or cannot be. */
export type Turn = () => Promise<void>;

/** So many requests may wait for the one before them; nobody has a use for more. */
const mostWaiting = 16;

/** One client's connection, whose requests are answered one after the other. */
export class ApiConnection implements Connection {
  readonly #socket: Socket;
  readonly #waiting: Turn[] = [];
  #isBusy = false;
  #isAnswering = false;
  #isToEnd = false;
  /** Ends what would go on for ever. */
  #atEnd: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** True from when all of a request is here to the end of its answer. */
  get isAnswering(): boolean {
    return this.#isAnswering;
  }

  get isToEnd(): boolean {
    return this.#isToEnd;
  }

  /** Takes its turn when the requests before are answered; calls `onAnswered` after each. */
  take(turn: Turn, onAnswered: () => void): void {
    if (this.#waiting.length === mostWaiting) this.#socket.destroy();
    if (this.#socket.destroyed) return;
    this.#waiting.push(turn);
    if (!this.#isBusy) void this.#answerAll(onAnswered);
  }

  /** All of the request whose turn it is has come; `atEnd` ends its answer, if that has no end of its own. */
  answers(atEnd?: () => void): void {
    this.#isAnswering = true;
    this.#atEnd = atEnd;
  }

  end(): void {
    this.#isToEnd = true;
    if (!this.#isAnswering) this.#socket.destroy();
    else this.#atEnd?.();
  }

  async #answerAll(onAnswered: () => void): Promise<void> {
    this.#isBusy = true;
    for (let turn = this.#waiting.shift(); turn !== undefined; turn = this.#waiting.shift()) {
      // What nobody can be answered any more would never come to an end.
      if (this.#socket.destroyed) return;
      await turn();
      this.#isAnswering = false;
      this.#atEnd = undefined;
      if (this.#isToEnd) this.#socket.destroySoon();
      onAnswered();
    }
    this.#isBusy = false;
  }
}
