import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Identity } from './position.js';
import { SourceError } from './source-error.js';
import { checkSpare } from './spare-descriptors.js';

/** The bytes of a regular file that is open; it stays the same file whatever happens to its name. */
export class LogBytes implements Identity {
  readonly device: string;
  readonly inode: string;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, { device, inode }: Identity) {
    this.#handle = handle;
    this.device = device;
    this.inode = inode;
  }

  /** @throws SourceError if it is no regular file or too much is open, or the system's error if it can't be opened. */
  static async open(path: string): Promise<LogBytes> {
    // Without O_NONBLOCK opening a FIFO waits for a writer, and the threads that wait run out.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      checkSpare(handle.fd);
      const stat = await handle.stat({ bigint: true });
      if (!stat.isFile()) throw new SourceError(stat.isDirectory() ? 'is a directory' : 'is not a regular file');
      return new LogBytes(handle, { device: String(stat.dev), inode: String(stat.ino) });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async isDeleted(): Promise<boolean> {
    return (await this.#handle.stat()).nlink === 0;
  }

  /** So many bytes, or less at the end of the file. */
  async read(from: number, length: number): Promise<Buffer> {
    const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  }

  /** The same, with no more memory than that takes. */
  async readThere(from: number, wanted: number): Promise<Buffer> {
    const length = Math.min(wanted, (await this.size()) - from);
    return length > 0 ? this.read(from, length) : Buffer.alloc(0);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
