import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Digests } from './plan-files.js';

/** What the last installation wrote, as JSON. */
const recordFile = '/var/lib/tsban/install-service.json';

export function digestOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The digests of those of the files that are there. */
export function digestsOf(paths: Iterable<string>): Digests {
  return new Map([...paths].filter((path) => existsSync(path)).map((path) => [path, digestOf(readFileSync(path))]));
}

/** What was written the last time; undefined if nothing ever was. */
export function readRecord(): Digests | undefined {
  if (!existsSync(recordFile)) return undefined;
  return new Map(Object.entries(JSON.parse(readFileSync(recordFile, 'utf8')) as Record<string, string>));
}

export function writeRecord(written: Digests): void {
  mkdirSync(dirname(recordFile), { recursive: true, mode: 0o700 });
  writeWhole(recordFile, `${JSON.stringify(Object.fromEntries(written), null, 1)}\n`);
}

export function removeRecord(): void {
  removeFile(recordFile);
}

/** Writes a file that all may read; whoever looks sees what was there before, or all of it. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const half = `${path}.tsban-new`;
  writeFileSync(half, text, { mode: 0o644 });
  renameSync(half, path);
}

/** Removes a file, and those folders of tsban and of units that have nothing in them then. */
export function removeFile(path: string): void {
  rmSync(path);
  removeEmpty(dirname(path));
}

function removeEmpty(folder: string): void {
  if (!/\/(?:tsban|systemd)(?:\/|$)/.test(folder)) return;
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
  removeEmpty(dirname(folder));
}
