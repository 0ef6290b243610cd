import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** Keeps the beginning of an output and reads the rest away, so that its writer never waits. */
export class KeptOutput {
  readonly ended: Promise<void>;
  readonly #chunks: Buffer[] = [];
  readonly #stream: Readable;
  #room: number;

  /** Keeps so many bytes of it. */
  constructor(stream: Readable, bytes: number) {
    this.#stream = stream;
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
  }
}
