import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compileGlob } from '../glob.js';
import { expandGlob } from './expand-glob.js';

/** Which files the names of `journalfiles` mean now: another text when one was rotated away or has come up. */
export async function identifyJournalFiles(names: readonly string[]): Promise<string> {
  const expansions = await Promise.all(names.map((name) => expandGlob(compileGlob(resolve(name)))));
  const inodes = expansions.flatMap(({ files }) => files).map(inodeOf);
  return (await Promise.all(inodes)).join('\n');
}

async function inodeOf(file: string): Promise<string> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${file} ${dev} ${ino}`;
  } catch {
    return '';
  }
}
