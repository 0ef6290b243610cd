/** What ends every message, in both directions (spec runtime §8). */
export const endOfMessage = '<F2B_END_COMMAND>';

/** The message with which a client takes its leave. */
export const leaving = '<F2B_CLOSE_COMMAND>';

const end = Buffer.from(endOfMessage);

/** Cuts the bytes of a connection into messages. Holds no more of one than it may be long, and the last bytes that came. */
export class Messages {
  readonly #longest: number;
  /** What is not taken yet stands from #start to #stop; the end of a message is in it at #searched or behind that. */
  #held: Buffer = Buffer.alloc(0);
  #start = 0;
  #stop = 0;
  #searched = 0;
  #isTooLong = false;

  /** `longest` is how many bytes a message may have before its end. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** True while part of a message is here, and its end is not. */
  get isAmidst(): boolean {
    return this.#isTooLong || this.#start < this.#stop;
  }

  add(bytes: Buffer): void {
    if (this.#start === this.#stop) this.#hold(bytes, bytes.length);
    else this.#append(bytes);
  }

  /** The next whole message, without what ends it; undefined until there is one. */
  take(): Buffer | 'too long' | undefined {
    const at = this.#held.subarray(0, this.#stop).indexOf(end, this.#searched);
    if (at === -1) {
      this.#searched = Math.max(this.#start, this.#stop - end.length + 1);
      if (this.#searched - this.#start > this.#longest) this.#skip();
      return undefined;
    }
    const message = this.#held.subarray(this.#start, at);
    const isTooLong = this.#isTooLong || message.length > this.#longest;
    this.#isTooLong = false;
    this.#start = at + end.length;
    this.#searched = this.#start;
    if (this.#start === this.#stop) this.#hold(Buffer.alloc(0), 0);
    return isTooLong ? 'too long' : message;
  }

  /** Lets go of all but what may be the beginning of the end. */
  #skip(): void {
    this.#isTooLong = true;
    const rest = Buffer.from(this.#held.subarray(this.#searched, this.#stop));
    this.#hold(rest, rest.length);
  }

  #append(bytes: Buffer): void {
    const waiting = this.#stop - this.#start;
    if (this.#held.length - this.#stop < bytes.length) {
      // Twice what is needed: bytes that come one by one must not be copied again for each.
      const roomy = Buffer.allocUnsafe(2 * (waiting + bytes.length));
      this.#held.copy(roomy, 0, this.#start, this.#stop);
      const searched = this.#searched - this.#start;
      this.#hold(roomy, waiting);
      this.#searched = searched;
    }
    bytes.copy(this.#held, this.#stop);
    this.#stop += bytes.length;
  }

  #hold(bytes: Buffer, length: number): void {
    this.#held = bytes;
    this.#start = 0;
    this.#stop = length;
    this.#searched = 0;
  }
}
