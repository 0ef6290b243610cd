/** Bytes that grow. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** One character, a byte. */
  code(char: string): void {
    this.unsigned(char.charCodeAt(0), 1);
  }

  /** The lowest byte first. */
  unsigned(value: number, width: 1 | 2 | 4): void {
    const start = this.#grow(width);
    this.#bytes.writeUIntLE(value, start, width);
  }

  /** In two's complement, the lowest byte first. */
  signed(value: number, width: 4 | 8): void {
    const start = this.#grow(width);
    if (width === 4) this.#bytes.writeInt32LE(value, start);
    else this.#bytes.writeBigInt64LE(BigInt(value), start);
  }

  float(value: number): void {
    const start = this.#grow(8);
    this.#bytes.writeDoubleBE(value, start);
  }

  /** A text in UTF-8, which takes `length` bytes. */
  text(text: string, length: number): void {
    const start = this.#grow(length);
    this.#bytes.write(text, start);
  }

  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for more, and says where that begins. */
  #grow(more: number): number {
    const start = this.#length;
    this.#length += more;
    if (this.#length > this.#bytes.length) {
      const bigger = Buffer.allocUnsafe(2 * this.#length);
      this.#bytes.copy(bigger, 0, 0, start);
      this.#bytes = bigger;
    }
    return start;
  }
}
