import type { Writable } from 'node:stream';
import { type Clock, systemClock } from '../../time/clock.js';

/** Seconds between two tries to open it. */
const pause = 1;

/** Characters that may wait for a reader who does not read. */
const mostWaiting = 1024 * 1024;

/**
 * A stream to somebody who may go away: it is opened with the first line, and anew with the first one after it ended.
 * Lines that can't be sent meanwhile are lost, which costs no ban.
 */
export class KeptStream {
  readonly #open: () => Writable;
  readonly #clock: Clock;
  #stream: Writable | undefined;
  #openedAt = -Infinity;

  constructor(open: () => Writable, clock: Clock = systemClock) {
    this.#open = open;
    this.#clock = clock;
  }

  /** What comes too late for one stream is written to the next, once. */
  write(line: string, isAgain = false): void {
    if (this.#stream?.destroyed !== false) this.#stream = this.#reopened();
    const stream = this.#stream;
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
  }

  #reopened(): Writable | undefined {
    const now = this.#clock();
    if (now - this.#openedAt < pause) return undefined;
    this.#openedAt = now;
    return this.#open().on('error', () => undefined);
  }
}
