import type { Decode } from './decoder.js';
import { fingerprint } from './fingerprint.js';
import type { FilePlace } from './line.js';
import { LogBytes } from './log-bytes.js';
import type { FoundFile } from './position.js';
import { chunkLength, headLength, type ReadableLog, type ReadLines, type Replaced } from './readable-log.js';
import { UnreadLines } from './unread-lines.js';

/** What is in an open file now. */
export interface FoundLog extends FoundFile {
  /** Its first bytes. */
  readonly head: Buffer;
}

/**
 * One open log file and how far it is consumed. It stays the same file whatever happens to its name; if its content is
 * replaced (truncated, or refilled, which its first bytes tell) that is told, and it begins again at 0.
 * Memory: a chunk, or the line that is delivered; a line that is still being written is not held.
 */
export class OpenLog implements ReadableLog {
  readonly device: string;
  readonly inode: string;
  readonly #bytes: LogBytes;
  readonly #unread: UnreadLines;
  /** First bytes of what was consumed or searched: if they change, the content is another. */
  #head: Buffer = Buffer.alloc(0);
  /** Where the file ended when it was first looked at: lines that start behind it were written later. */
  #knownEnd = 0;

  private constructor(bytes: LogBytes) {
    this.#bytes = bytes;
    this.#unread = new UnreadLines(bytes);
    this.device = bytes.device;
    this.inode = bytes.inode;
  }

  /** @throws SourceError if it is no regular file or too much is open, or the system's error if it can't be opened. */
  static async open(path: string): Promise<OpenLog> {
    return new OpenLog(await LogBytes.open(path));
  }

  get offset(): number {
    return this.#unread.offset;
  }

  get pastKnownEnd(): boolean {
    return this.offset >= this.#knownEnd;
  }

  /** How much is read of what was in the file when it was first looked at, from 0 to 1. */
  get progress(): number {
    return this.#unread.searched >= this.#knownEnd ? 1 : this.offset / this.#knownEnd;
  }

  /** Declares all that is in the file now to be older than the first look at it. */
  async markKnownEnd(): Promise<void> {
    this.#knownEnd = await this.size();
  }

  async size(): Promise<number> {
    return this.#bytes.size();
  }

  async isDeleted(): Promise<boolean> {
    return this.#bytes.isDeleted();
  }

  async found(): Promise<FoundLog> {
    const { device, inode } = this;
    const head = await this.#bytes.read(0, headLength);
    const size = await this.size();
    return { device, inode, size, head, fingerprintOf: (length) => fingerprint(head.subarray(0, length)) };
  }

  /** Takes everything before `offset` as consumed, of a file with these first bytes: if it has others by now, that will be told. */
  startAt(offset: number, head: Buffer): void {
    this.#head = Buffer.from(ownHead(head, offset));
    this.skipTo(offset);
  }

  /** Leaves out what comes before `offset`. */
  skipTo(offset: number): void {
    this.#unread.skipTo(offset);
  }

  async next(decode: Decode): Promise<ReadLines | Replaced | undefined> {
    const wanted = this.pastKnownEnd ? chunkLength : Math.min(chunkLength, this.#knownEnd - this.offset);
    const { cut, seen } = await this.#unread.next(wanted, decode);
    const head = seen === undefined ? this.#head : this.#headWith(seen);
    const isKnown = this.#head.equals(head.subarray(0, this.#head.length));
    const known = Buffer.from(ownHead(head, cut?.end ?? this.#unread.searched));
    // Looked at after reading: then what was read belongs to the content we know, or is thrown away.
    if (!isKnown || !(await this.#beginsWith(known))) return { gone: this.#rewind(known) };
    if (cut !== undefined) return { ...cut, head: known };
    this.#head = known;
    return undefined;
  }

  /** How far what was in the file was read, if it was replaced; then the file begins again at 0. */
  async lookWhatIsGone(): Promise<FilePlace | undefined> {
    return (await this.#beginsWith(this.#head)) ? undefined : this.#rewind();
  }

  accept(lines: ReadLines): void {
    this.skipTo(lines.end);
    this.#head = lines.head;
  }

  place(lines?: ReadLines): FilePlace {
    const { device, inode } = this;
    const offset = lines?.end ?? this.offset;
    const head = lines?.head ?? this.#head;
    return { device, inode, offset, fingerprint: fingerprint(head), fingerprintLength: head.length };
  }

  /** So many bytes at `offset`, or less at the end of the file; nothing is consumed. */
  async peek(offset: number, length: number): Promise<Buffer> {
    return this.#bytes.read(offset, length);
  }

  async close(): Promise<void> {
    await this.#bytes.close();
  }

  /** The first bytes of what is known, and of these that stand behind what is consumed. */
  #headWith(bytes: Buffer): Buffer {
    if (this.offset >= headLength) return this.#head;
    const begin = Buffer.concat([this.#head.subarray(0, this.offset), bytes.subarray(0, headLength)]);
    return begin.subarray(0, headLength);
  }

  async #beginsWith(head: Buffer): Promise<boolean> {
    const found = await this.#bytes.read(0, head.length);
    return found.equals(head) && (await this.size()) >= this.offset;
  }

  /** Begins again at 0; gives how far it was before in what began as is known, or with `head` if nothing is. */
  #rewind(head: Buffer = this.#head): FilePlace {
    if (this.#head.length === 0) this.#head = head;
    const gone = this.place();
    this.skipTo(0);
    this.#head = Buffer.alloc(0);
    this.#knownEnd = 0;
    return gone;
  }
}

/** What is known not to change: bytes behind `consumed` may be filled in yet, unless none is consumed and all begins anew. */
function ownHead(head: Buffer, consumed: number): Buffer {
  return consumed === 0 ? head : head.subarray(0, consumed);
}
