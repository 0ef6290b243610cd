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

  write(line: string): void {
    this.#stream ??= this.#reopened();
    if (this.#stream !== undefined && this.#stream.writableLength < mostWaiting) this.#stream.write(`${line}\n`);
  }

  close(): void {
    this.#stream?.end();
    this.#stream = undefined;
  }

  #reopened(): Writable | undefined {
    const now = this.#clock();
    if (now - this.#openedAt < pause) return undefined;
    this.#openedAt = now;
    const stream = this.#open();
    stream.on('error', () => undefined);
    stream.once('close', () => {
      if (this.#stream === stream) this.#stream = undefined;
    });
    return stream;
  }
}
