import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Fail2banLog } from '../../database/fail2ban-database.js';
import { fingerprint } from '../../source/fingerprint.js';
import type { FilePosition } from '../../source/line.js';
import { headLength } from '../../source/readable-log.js';

/** A first line that is longer is not looked for: nobody knows the file then. */
const mostBytes = 1024 * 1024;

/**
 * Where reading goes on behind what Fail2Ban has read of a log, in the jail that has read least; undefined if it is
 * another file by now, or nobody can tell (spec runtime §5.6).
 */
export function positionFor(path: string, logs: readonly Fail2banLog[]): FilePosition | undefined {
  const of = logs.filter((log) => log.path === path);
  const offset = Math.min(...of.map(({ place }) => Math.trunc(place)));
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { dev, ino, size, mode } = fstatSync(file, { bigint: true });
    const isRegular = (mode & 0o170000n) === 0o100000n;
    if (!isRegular || offset > size || !of.every(({ firstLineHash }) => isFirstLine(file, firstLineHash)))
      return undefined;
    const head = bytesOf(file, Math.min(offset, headLength));
    return {
      ...{ kind: 'file', path, device: String(dev), inode: String(ino), offset, older: [] },
      ...{ fingerprint: fingerprint(head), fingerprintLength: head.length },
    };
  } finally {
    closeSync(file);
  }
}

function isFirstLine(file: number, hash: string): boolean {
  const algorithm = { 32: 'md5', 40: 'sha1' }[hash.length];
  if (algorithm === undefined) return false;
  const bytes = bytesOf(file, mostBytes);
  const end = bytes.indexOf('\n') + 1;
  return end > 0 && createHash(algorithm).update(bytes.subarray(0, end)).digest('hex') === hash;
}

function bytesOf(file: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
}
