import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How much of the end of a log is looked through, in bytes. */
const lookedThrough = 262_144;
/** Characters of a line that are shown. */
const longest = 300;

/** The last line that names the id near the end of one of the files; undefined if there is none, or it can't be read. */
export function lineAbout(id: string, files: readonly string[]): string | undefined {
  for (const file of files) {
    const line = endOf(file)
      .split('\n')
      .findLast((one) => one.includes(id));
    if (line !== undefined) return line.length > longest ? `${line.slice(0, longest)}…` : line;
  }
  return undefined;
}

function endOf(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const from = Math.max(0, fstatSync(descriptor).size - lookedThrough);
    const bytes = Buffer.alloc(lookedThrough);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, lookedThrough, from));
  } finally {
    closeSync(descriptor);
  }
}
