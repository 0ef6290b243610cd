import { asciiDecoder, type Decode } from './decoder.js';
import type { Line } from './line.js';

const newline = 0x0a;
const carriageReturn = 0x0d;

/** The complete lines of a piece of a file. */
export interface Cut {
  readonly lines: readonly Line[];
  /** Byte offset in the file just behind the last complete line. */
  readonly end: number;
  /** The first line that was not valid in its encoding, if there was one. */
  readonly invalid: Buffer | undefined;
}

/**
 * Cuts bytes that stand at `offset` of a file into lines. Only what ends with a newline is a line; CRs before it are
 * dropped, everything else (NUL, trailing blanks) stays. What follows the last newline waits (spec runtime §1.3).
 */
export function splitLines(bytes: Buffer, offset: number, decode: Decode): Cut {
  const ascii = asciiDecoder(bytes, decode);
  return ascii === undefined ? splitText(bytes, offset, decode) : splitAscii(bytes, offset, ascii);
}

// In both ways each line is a string of its own: a slice of the whole would keep all of it alive for one kept match.

function splitAscii(bytes: Buffer, offset: number, decode: Decode): Cut {
  const lines: Line[] = [];
  let start = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, start)) {
    const end = lineEnd(bytes, start, at);
    const ended = end === at ? decode(bytes, start, at + 1) : `${decode(bytes, start, end)}\n`;
    start = at + 1;
    lines.push({ text: ended.slice(0, -1), end: offset + start, ended, isAscii: true });
  }
  return { lines, end: offset + start, invalid: undefined };
}

function splitText(bytes: Buffer, offset: number, decode: Decode): Cut {
  const lines: Line[] = [];
  let invalid: Buffer | undefined;
  let start = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, start)) {
    const text = decode(bytes, start, lineEnd(bytes, start, at));
    if (invalid === undefined && text.includes('\uFFFD')) invalid = ifInvalid(bytes.subarray(start, at));
    start = at + 1;
    lines.push({ text, end: offset + start });
  }
  return { lines, end: offset + start, invalid };
}

/** Where the text of the line that starts at `start` and whose newline is at `at` ends. */
function lineEnd(bytes: Buffer, start: number, at: number): number {
  let end = at;
  while (end > start && bytes[end - 1] === carriageReturn) end--;
  return end;
}

// A log may well hold U+FFFD itself, where whoever wrote it had to replace something.
function ifInvalid(line: Buffer): Buffer | undefined {
  return line.includes('\uFFFD') ? undefined : Buffer.from(line);
}
