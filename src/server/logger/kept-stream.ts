import type { Writable } from 'node:stream';
import { type Clock, systemClock } from '../../time/clock.js';
import { timerWaker, type Waker } from '../../time/waker.js';

/** Seconds between two tries to open it. */
const pause = 1;

/** Characters that may wait for a reader who does not read, and lines for one to come back. */
const mostWaiting = 1024 * 1024;
const mostLines = 1000;

/**
 * A stream to somebody who may go away: it is opened with the first line, and anew with the first one after it ended, or
 * the second after if it was opened just before. Lines that can't be sent then are lost, which costs no ban.
 */
export class KeptStream {
  readonly #open: () => Writable;
  readonly #clock: Clock;
  readonly #waker: Waker;
  #stream: Writable | undefined;
  #openedAt = -Infinity;
  /** What came too soon after the stream was opened last to open it again. */
  #waiting: string[] = [];

  constructor(open: () => Writable, clock: Clock = systemClock, waker: Waker = timerWaker) {
    this.#open = open;
    this.#clock = clock;
    this.#waker = waker;
  }

  /** What comes too late for one stream is written to the next, once. */
  write(line: string, isAgain = false): void {
    if (this.#stream?.destroyed !== false) {
      this.#stream = this.#reopened();
      if (this.#stream !== undefined) this.#writeWaiting();
    }
    const stream = this.#stream;
    if (stream === undefined) this.#wait(line);
    if (stream === undefined || stream.writableLength > mostWaiting) return;
    stream.write(`${line}\n`, (error) => {
      if (!error) return;
      if (this.#stream === stream) this.#stream = undefined;
      if (!isAgain) this.write(line, true);
    });
  }

  close(): void {
    this.#stream?.end();
    this.#stream = undefined;
    this.#waiting = [];
  }

  #wait(line: string): void {
    if (this.#waiting.length === 0) this.#waker.after(pause, () => this.#writeWaiting());
    if (this.#waiting.length < mostLines) this.#waiting.push(line);
  }

  #writeWaiting(): void {
    for (const line of this.#waiting.splice(0)) this.write(line, true);
  }

  #reopened(): Writable | undefined {
    const now = this.#clock();
    if (now - this.#openedAt < pause) return undefined;
    this.#openedAt = now;
    return this.#open().on('error', () => undefined);
  }
}
