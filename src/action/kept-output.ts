import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { timerWaker, type Waker } from '../time/waker.js';

/** Bytes of what nobody keeps that are read at once, and seconds until more is read: a gigabyte takes some seconds. */
const [atOnce, pause] = [256 * 1024, 0.001];

/**
 * Keeps the beginning of an output and reads the rest away, so that its writer never waits for long; not at once, as that
 * would take a processor from those who ban.
 */
export class KeptOutput {
  readonly ended: Promise<void>;
  readonly #chunks: Buffer[] = [];
  readonly #stream: Readable;
  readonly #waker: Waker;
  #room: number;
  /** Bytes read since the last pause that nobody keeps. */
  #unkept = 0;

  /** Keeps so many bytes of it. */
  constructor(stream: Readable, bytes: number, waker = timerWaker) {
    this.#stream = stream;
    this.#waker = waker;
    this.#room = bytes;
    this.ended = new Promise((resolve) => {
      stream.once('close', () => resolve());
    });
    stream.on('data', (chunk: Buffer) => this.#keep(chunk));
    // A broken pipe ends the output, nothing more.
    stream.on('error', () => undefined);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /** Goes on reading for a child in the background, which a closed pipe would kill, but keeps no process alive for it. */
  letGo(): void {
    if (this.#stream instanceof Socket) this.#stream.unref();
  }

  #keep(chunk: Buffer): void {
    const kept = chunk.subarray(0, this.#room);
    this.#room -= kept.length;
    if (kept.length > 0) this.#chunks.push(kept);
    this.#unkept += chunk.length - kept.length;
    if (this.#unkept < atOnce) return;
    this.#unkept = 0;
    this.#stream.pause();
    this.#waker.after(pause, () => this.#stream.resume());
  }
}
