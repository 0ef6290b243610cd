import type { BigIntStats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import type { Decode } from './decoder.js';
import { fingerprint } from './fingerprint.js';
import type { FilePlace } from './line.js';
import { chunkLength, headLength, longestLine, type ReadableLog, type ReadLines } from './readable-log.js';
import { checkSpare } from './spare-descriptors.js';
import { splitLines } from './split-lines.js';

const newline = 0x0a;

interface Start {
  /** In the unpacked text. */
  readonly offset: number;
  readonly log: Log;
}

/**
 * A rotated log packed by gzip, read as what is in it: its offsets are those of the unpacked text. It is unpacked as it
 * is read; memory: a chunk, or the line that is delivered. One that is broken ends where it breaks, and that is said.
 */
export class GzipLog implements ReadableLog {
  readonly device: string;
  readonly inode: string;
  /** Whatever is packed was written before. */
  readonly pastKnownEnd = false;
  readonly #path: string;
  readonly #log: Log;
  /** Its first unpacked bytes. */
  readonly head: Buffer;
  readonly #handle: FileHandle;
  readonly #pieces: AsyncGenerator<Buffer, void>;
  #offset: number;
  /** Unpacked and not consumed; of a line longer than `longestLine` only its beginning. */
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of the first line in `#rest` that were left out before its newline. */
  #leftOut = 0;
  #ended = false;

  private constructor(path: string, handle: FileHandle, { dev, ino }: BigIntStats, head: Buffer, at: Start) {
    this.device = String(dev);
    this.inode = String(ino);
    this.#path = path;
    this.#log = at.log;
    this.head = head;
    this.#offset = at.offset;
    this.#handle = handle;
    this.#pieces = unpack(handle, at.offset);
  }

  /**
   * Reading begins at `offset`.
   * @throws the system's error, or zlib's where it is none.
   */
  static async open(path: string, at: Start): Promise<GzipLog> {
    const handle = await open(path);
    try {
      checkSpare(handle.fd);
      const stats = await handle.stat({ bigint: true });
      return new GzipLog(path, handle, stats, await headOf(handle), at);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get offset(): number {
    return this.#offset;
  }

  /** How much is in an archive shows at its end. */
  get progress(): number {
    return this.#ended && !this.#rest.includes(newline) ? 1 : 0;
  }

  async next(decode: Decode): Promise<ReadLines | undefined> {
    await this.#fill();
    const newlineAt = this.#leftOut > 0 ? this.#rest.indexOf(newline) : this.#rest.lastIndexOf(newline);
    if (newlineAt === -1) return undefined;
    const cut = splitLines(this.#rest.subarray(0, newlineAt + 1), this.#offset, decode);
    const { head, shortened } = { head: this.head, shortened: this.#leftOut > 0 };
    if (!shortened) return { ...cut, head, shortened };
    const end = cut.end + this.#leftOut;
    return { lines: cut.lines.map(({ text }) => ({ text, end })), end, invalid: cut.invalid, head, shortened };
  }

  accept({ end }: ReadLines): void {
    this.#rest = this.#rest.subarray(end - this.#offset - this.#leftOut);
    this.#leftOut = 0;
    this.#offset = end;
  }

  place(lines?: ReadLines): FilePlace {
    const { device, inode, head } = this;
    const offset = lines?.end ?? this.#offset;
    return { device, inode, offset, fingerprint: fingerprint(head), fingerprintLength: head.length };
  }

  /** Nobody writes to an archive, by whatever name. */
  isDeleted(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async close(): Promise<void> {
    await this.#pieces.return();
    await this.#handle.close();
  }

  /** Unpacks until there is a chunk with a line in it, or no more. */
  async #fill(): Promise<void> {
    const pieces = [this.#rest];
    let length = this.#rest.length;
    let hasLine = this.#rest.includes(newline);
    while (!this.#ended && (!hasLine || length < chunkLength)) {
      let piece = await this.#piece();
      const newlineAt = piece.indexOf(newline);
      if (!hasLine && length + (newlineAt === -1 ? piece.length : newlineAt) > longestLine) {
        const kept = piece.subarray(0, longestLine - length);
        const end = newlineAt === -1 ? piece.length : newlineAt;
        this.#leftOut += end - kept.length;
        piece = Buffer.concat([kept, piece.subarray(end)]);
      }
      hasLine ||= newlineAt !== -1;
      pieces.push(piece);
      length += piece.length;
    }
    if (pieces.length > 1) this.#rest = Buffer.concat(pieces);
  }

  async #piece(): Promise<Buffer> {
    try {
      const piece = await this.#pieces.next();
      if (piece.done !== true) return piece.value;
    } catch (error) {
      const text = `Can't unpack ${this.#path} behind byte ${this.#offset} of its text: ${reasonOf(error)}; its rest is not looked at`;
      this.#log('warning', 'filter', text);
    }
    this.#ended = true;
    return Buffer.alloc(0);
  }
}

async function headOf(handle: FileHandle): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of unpack(handle, 0)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= headLength) break;
  }
  return Buffer.concat(pieces).subarray(0, headLength);
}

/** What is in a gzip file, in pieces, without its first `skip` bytes. */
async function* unpack(handle: FileHandle, skip: number): AsyncGenerator<Buffer, void> {
  // What fails is thrown by the iteration.
  const unpacked = pipeline(packed(handle), createGunzip({ chunkSize: 64 * 1024 }), () => undefined);
  let toSkip = skip;
  for await (const piece of unpacked as AsyncIterable<Buffer>) {
    if (piece.length > toSkip) yield piece.subarray(toSkip);
    toSkip = Math.max(0, toSkip - piece.length);
  }
}

async function* packed(handle: FileHandle): AsyncGenerator<Buffer, void> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(64 * 1024), 0, 64 * 1024, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
