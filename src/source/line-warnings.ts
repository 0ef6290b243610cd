import type { Log } from '../log.js';
import type { ReadableLog, ReadLines } from './readable-log.js';

/** Says what was odd about the lines of a path: once a file what can't be decoded, and each line that lost its rest. */
export class LineWarnings {
  readonly #path: string;
  readonly #log: Log;
  readonly #told = new WeakSet<ReadableLog>();
  #shortenedLines = 0;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Lines that were longer than can be looked at and lost their rest. */
  get shortenedLines(): number {
    return this.#shortenedLines;
  }

  lookAt(file: ReadableLog, { invalid, shortened }: ReadLines): void {
    if (shortened) {
      this.#shortenedLines += 1;
      this.#log('warning', 'filter', `A line of ${this.#path} is longer than 16 MiB; only its beginning is looked at.`);
    }
    if (invalid === undefined || this.#told.has(file)) return;
    this.#told.add(file);
    const start = invalid.toString('latin1', 0, 200);
    const advice = 'set logencoding for its jail if this is not by accident. The line counts all the same';
    this.#log('warning', 'filter', `Can't decode a line of ${this.#path}; ${advice}: ${start}`);
  }
}
