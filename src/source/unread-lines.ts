import type { Decode } from './decoder.js';
import type { LogBytes } from './log-bytes.js';
import { chunkLength, longestLine, type ReadLines } from './readable-log.js';
import { splitLines } from './split-lines.js';

/** What was found behind what is consumed. */
export interface Attempt {
  /** The next lines, if there are any. */
  readonly cut?: Omit<ReadLines, 'head'>;
  /** First bytes behind what is consumed, as they were when the lines were cut; undefined if only later ones were looked at. */
  readonly seen?: Buffer;
}

/** The lines of an open file that are not consumed: cuts the next ones, and holds none that is still being written. */
export class UnreadLines {
  readonly #bytes: LogBytes;
  #offset = 0;
  /** There is no newline between `#offset` and here. */
  #searched = 0;

  constructor(bytes: LogBytes) {
    this.#bytes = bytes;
  }

  /** Everything before this byte is consumed. */
  get offset(): number {
    return this.#offset;
  }

  /** How far the file was looked through. */
  get searched(): number {
    return this.#searched;
  }

  /** Takes what comes before `offset` as consumed. */
  skipTo(offset: number): void {
    this.#offset = offset;
    this.#searched = offset;
  }

  /** The next lines, of so many bytes, or one line alone that is longer; nothing is consumed. */
  async next(wanted: number, decode: Decode): Promise<Attempt> {
    if (this.#searched > this.#offset) return this.#longLine(decode);
    const chunk = await this.#bytes.readThere(this.#offset, wanted);
    const cut = splitLines(chunk, this.#offset, decode);
    if (cut.lines.length > 0) return { cut: { ...cut, shortened: false }, seen: chunk };
    if (chunk.length < wanted) return { seen: chunk };
    this.#searched += chunk.length;
    return { seen: chunk, ...(await this.#longLine(decode)) };
  }

  /** The line at `#offset` which does not end before `#searched`, unless its end is not written. */
  async #longLine(decode: Decode): Promise<Attempt> {
    const newline = await this.#findNewline();
    if (newline === undefined) return {};
    const length = newline - this.#offset;
    const shortened = length > longestLine;
    const bytes = await this.#bytes.read(this.#offset, shortened ? longestLine : length);
    const ended = Buffer.concat([bytes, Buffer.from('\n')]);
    const { lines, invalid } = splitLines(ended, this.#offset, decode);
    const end = newline + 1;
    return { cut: { lines: lines.map(({ text }) => ({ text, end })), end, invalid, shortened }, seen: ended };
  }

  async #findNewline(): Promise<number | undefined> {
    for (;;) {
      const chunk = await this.#bytes.readThere(this.#searched, chunkLength);
      const at = chunk.indexOf(0x0a);
      if (at !== -1) return this.#searched + at;
      this.#searched += chunk.length;
      if (chunk.length < chunkLength) return undefined;
    }
  }
}
