import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { fingerprint } from './fingerprint.js';
import { GzipLog, headOfGzip } from './gzip-log.js';
import { OpenLog } from './open-log.js';
import { type Identity, sameFile, type Sibling, type ToRead } from './position.js';
import type { ReadableLog } from './readable-log.js';
import { type Rotation, rotationOf } from './rotation.js';

/** A file in the folder of a log that may have been that log. */
export interface SiblingFile extends Sibling {
  readonly path: string;
  readonly head: Buffer;
}

/** Finds, beside the log at `path`, what is named as a rotation of it, and what is one of `wanted` by any name. */
export async function findSiblings(path: string, wanted: readonly Identity[]): Promise<SiblingFile[]> {
  const real = await realpath(path).catch(() => path);
  const [directory, base] = [dirname(real), basename(real)];
  const names = await readdir(directory).catch(() => []);
  const found: SiblingFile[] = [];
  for (const name of names) {
    if (name === base) continue;
    const sibling = await lookAt(join(directory, name), rotationOf(base, name), wanted);
    if (sibling !== undefined) found.push(sibling);
  }
  return found;
}

/** Opens a sibling; one that can't be read is spoken of and left out. */
export async function openSibling({ file, offset }: ToRead<SiblingFile>, log: Log): Promise<ReadableLog | undefined> {
  const { path, head, rotation } = file;
  try {
    if (rotation?.packing === 'unreadable') throw new Error('only gzip can be unpacked');
    if (rotation?.packing === 'gzip') return new GzipLog(path, file, head, offset, log);
    const open = await OpenLog.open(path);
    await open.startAt(offset);
    return open;
  } catch (error) {
    log(
      'warning',
      'filter',
      `Can't read what was rotated to ${path} meanwhile: ${reasonOf(error)}; its lines are not looked at`,
    );
    return undefined;
  }
}

async function lookAt(
  path: string,
  rotation: Rotation | undefined,
  wanted: readonly Identity[],
): Promise<SiblingFile | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    const identity = { device: String(stats.dev), inode: String(stats.ino) };
    if (!stats.isFile() || (rotation === undefined && !wanted.some((file) => sameFile(file, identity))))
      return undefined;
    const isPacked = rotation !== undefined && rotation.packing !== 'none';
    const head = await headOf(path, rotation);
    return {
      ...identity,
      path,
      head,
      rotation,
      size: isPacked ? Infinity : Number(stats.size),
      fingerprintOf: (length) => fingerprint(head.subarray(0, length)),
      born: Number(stats.birthtimeMs),
      modified: Number(stats.mtimeMs),
    };
  } catch {
    // Gone since, or not readable: then there is nothing to be had from it.
    return undefined;
  }
}

async function headOf(path: string, rotation: Rotation | undefined): Promise<Buffer> {
  switch (rotation?.packing) {
    case 'unreadable':
      return Buffer.alloc(0);
    case 'gzip':
      // Whatever is broken has no head to be known by, but its place among the others.
      return headOfGzip(path).catch(() => Buffer.alloc(0));
    default: {
      const file = await OpenLog.open(path);
      const head = await file.peek(0, 1024);
      await file.close();
      return head;
    }
  }
}
