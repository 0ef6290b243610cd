import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Decode } from './decoder.js';
import { fingerprint } from './fingerprint.js';
import type { FilePlace } from './line.js';
import type { FoundFile, Identity } from './position.js';
import {
  chunkLength,
  headLength,
  longestLine,
  type ReadableLog,
  type ReadLines,
  type Replaced,
} from './readable-log.js';
import { SourceError } from './source-error.js';
import { splitLines } from './split-lines.js';

/**
 * One open log file and how far it is consumed. It stays the same file whatever happens to its name; if its content is
 * replaced (truncated, or refilled, which its first bytes tell) that is told, and it begins again at 0.
 * Memory: a chunk, or the line that is delivered; a line that is still being written is not held.
 */
export class OpenLog implements ReadableLog {
  readonly device: string;
  readonly inode: string;
  readonly #handle: FileHandle;
  #offset = 0;
  /** There is no newline between `#offset` and here. */
  #searched = 0;
  /** First bytes of what was consumed or searched: if they change, the content is another. */
  #head: Buffer = Buffer.alloc(0);
  /** Where the file ended when it was first looked at: lines that start behind it were written later. */
  #knownEnd = 0;

  private constructor(handle: FileHandle, identity: Identity) {
    this.#handle = handle;
    this.device = identity.device;
    this.inode = identity.inode;
  }

  /** @throws SourceError if it is no regular file, or the system's error if it can't be opened. */
  static async open(path: string): Promise<OpenLog> {
    // Without O_NONBLOCK opening a FIFO waits for a writer, and the threads that wait run out.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat({ bigint: true });
      if (!stat.isFile()) throw new SourceError(stat.isDirectory() ? 'is a directory' : 'is not a regular file');
      return new OpenLog(handle, { device: String(stat.dev), inode: String(stat.ino) });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get offset(): number {
    return this.#offset;
  }

  get pastKnownEnd(): boolean {
    return this.#offset >= this.#knownEnd;
  }

  /** How much is read of what was in the file when it was first looked at, from 0 to 1. */
  get progress(): number {
    return this.#searched >= this.#knownEnd ? 1 : this.#offset / this.#knownEnd;
  }

  /** Declares all that is in the file now to be older than the first look at it. */
  async markKnownEnd(): Promise<void> {
    this.#knownEnd = await this.size();
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async isDeleted(): Promise<boolean> {
    return (await this.#handle.stat()).nlink === 0;
  }

  async found(): Promise<FoundFile> {
    const { device, inode } = this;
    const head = await this.#bytes(0, headLength);
    const size = await this.size();
    return { device, inode, size, fingerprintOf: (length) => fingerprint(head.subarray(0, length)) };
  }

  /** Takes everything before `offset` as consumed. */
  async startAt(offset: number): Promise<void> {
    this.#head = ownHead(await this.#bytes(0, headLength), offset);
    this.#offset = offset;
    this.#searched = offset;
  }

  async next(decode: Decode): Promise<ReadLines | Replaced | undefined> {
    const cut = await this.#cut(decode);
    // Looked at after reading: then what was read belongs to the content we know, or is thrown away.
    const head = await this.#headIfSame();
    if (head === undefined) return { gone: this.#rewind() };
    if (cut !== undefined) return { ...cut, head: Buffer.from(head.subarray(0, cut.end)) };
    if (this.#head.length < headLength) this.#head = Buffer.from(ownHead(head, this.#searched));
    return undefined;
  }

  /** How far what was in the file was read, if it was replaced; then the file begins again at 0. */
  async lookWhatIsGone(): Promise<FilePlace | undefined> {
    return (await this.#headIfSame()) === undefined ? this.#rewind() : undefined;
  }

  accept(lines: ReadLines): void {
    this.#offset = lines.end;
    this.#searched = lines.end;
    this.#head = lines.head;
  }

  place(lines?: ReadLines): FilePlace {
    const { device, inode } = this;
    const offset = lines?.end ?? this.#offset;
    const head = lines?.head ?? this.#head;
    return { device, inode, offset, fingerprint: fingerprint(head), fingerprintLength: head.length };
  }

  /** So many bytes at `offset`, or less at the end of the file; nothing is consumed. */
  async peek(offset: number, length: number): Promise<Buffer> {
    return this.#bytes(offset, length);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #cut(decode: Decode): Promise<Omit<ReadLines, 'head'> | undefined> {
    if (this.#searched === this.#offset) {
      const toKnownEnd = this.#knownEnd - this.#offset;
      const wanted = this.pastKnownEnd ? chunkLength : Math.min(chunkLength, toKnownEnd);
      const chunk = await this.#chunk(this.#offset, wanted);
      const cut = splitLines(chunk, this.#offset, decode);
      if (cut.lines.length > 0) return { ...cut, shortened: false };
      if (chunk.length < wanted) return undefined;
      this.#searched += chunk.length;
    }
    return this.#longLine(decode);
  }

  /** The line at `#offset` which does not end before `#searched`, or undefined while its end is not written. */
  async #longLine(decode: Decode): Promise<Omit<ReadLines, 'head'> | undefined> {
    const newline = await this.#findNewline();
    if (newline === undefined) return undefined;
    const length = newline - this.#offset;
    const shortened = length > longestLine;
    const bytes = await this.#bytes(this.#offset, shortened ? longestLine : length);
    const { lines, invalid } = splitLines(Buffer.concat([bytes, Buffer.from('\n')]), this.#offset, decode);
    const end = newline + 1;
    return { lines: lines.map(({ text }) => ({ text, end })), end, invalid, shortened };
  }

  async #findNewline(): Promise<number | undefined> {
    for (;;) {
      const chunk = await this.#chunk(this.#searched, chunkLength);
      const at = chunk.indexOf(0x0a);
      if (at !== -1) return this.#searched + at;
      this.#searched += chunk.length;
      if (chunk.length < chunkLength) return undefined;
    }
  }

  /** Its first bytes; undefined if they are not those that were read. */
  async #headIfSame(): Promise<Buffer | undefined> {
    const head = await this.#bytes(0, headLength);
    const isSame = (await this.size()) >= this.#offset && this.#head.equals(head.subarray(0, this.#head.length));
    return isSame ? head : undefined;
  }

  /** Begins again at 0; gives how far it was before. */
  #rewind(): FilePlace {
    const gone = this.place();
    this.#offset = 0;
    this.#searched = 0;
    this.#head = Buffer.alloc(0);
    this.#knownEnd = 0;
    return gone;
  }

  /** So many bytes, or less at the end of the file. */
  async #chunk(from: number, wanted: number): Promise<Buffer> {
    const length = Math.min(wanted, (await this.size()) - from);
    return length > 0 ? this.#bytes(from, length) : Buffer.alloc(0);
  }

  async #bytes(from: number, length: number): Promise<Buffer> {
    const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  }
}

/** What is known not to change: bytes behind `consumed` may be filled in yet, unless none is consumed and all begins anew. */
function ownHead(head: Buffer, consumed: number): Buffer {
  return consumed === 0 ? head : head.subarray(0, consumed);
}
