import { PickleError } from './pickle-error.js';

const lineFeed = 0x0a;

/** Takes what a pickle is made of from its bytes, one after the other. Throws PickleError where they end too early. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** How many bytes were taken. */
  get at(): number {
    return this.#at;
  }

  /** An unsigned number, the lowest byte first. */
  unsigned(width: 1 | 2 | 4 | 8): number {
    const start = this.#pass(width);
    return width === 8 ? Number(this.#bytes.readBigUInt64LE(start)) : this.#bytes.readUIntLE(start, width);
  }

  /** Four bytes in two's complement. */
  signed(): number {
    return this.#bytes.readInt32LE(this.#pass(4));
  }

  float(): number {
    return this.#bytes.readDoubleBE(this.#pass(8));
  }

  /** As many bytes as a number of `width` bytes before them says. */
  counted(width: 1 | 4 | 8): Buffer {
    const length = this.unsigned(width);
    const start = this.#pass(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** What stands before the next line feed, a character a byte. */
  line(): string {
    const end = this.#bytes.indexOf(lineFeed, this.#at);
    if (end === -1) throw cutShort();
    const line = this.#bytes.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return line;
  }

  /** Steps over bytes, and says where they begin. */
  #pass(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw cutShort();
    this.#at += length;
    return start;
  }
}

function cutShort(): PickleError {
  return new PickleError('the pickle is cut short');
}
