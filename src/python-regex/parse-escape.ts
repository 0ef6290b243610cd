import type { SetItem } from './node.js';
import type { TokenReader } from './tokenize.js';

/** What an escape stands for wherever it may be written: a code point, or a class of characters. */
export type Escaped = number | SetItem;

const controls = new Map([
  ['\\a', 7],
  ['\\b', 8],
  ['\\f', 12],
  ['\\n', 10],
  ['\\r', 13],
  ['\\t', 9],
  ['\\v', 11],
  ['\\\\', 92],
]);
const classes = { d: 'digit', s: 'space', w: 'word' } as const;
const hexLengths = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
const largestOctal = 0o377;
const largestCode = 0x10ffff;

/** The escape just taken as `token`, inside `[…]`; `start` is where it stands. */
export function setEscape(reader: TokenReader, token: string, start: number, ascii: boolean): Escaped {
  if (/^\\[0-7]/.test(token)) return octal(reader, token + reader.takeWhile(/^[0-7]$/, 2), start);
  return controls.get(token) ?? plainEscape(reader, token, start, ascii);
}

/** The escape just taken as `token`, outside `[…]`; digits and positions (`\1`, `\b`) are the caller's. */
export function atomEscape(reader: TokenReader, token: string, start: number, ascii: boolean): Escaped {
  if (token === '\\0') return Number.parseInt(`0${reader.takeWhile(/^[0-7]$/, 2)}`, 8);
  return controls.get(token) ?? plainEscape(reader, token, start, ascii);
}

/**
 * The number of a back-reference whose first digit was just taken, or the character if three octal digits make it one.
 */
export function digitEscape(
  reader: TokenReader,
  token: string,
  start: number,
): { readonly group: number } | { readonly code: number } {
  let text = token + reader.takeWhile(/^\d$/, 1);
  if (/^\\[0-7]{2}$/.test(text) && /^[0-7]$/.test(reader.next ?? '')) {
    text += reader.take() ?? '';
    return { code: octal(reader, text, start) };
  }
  return { group: Number(text.slice(1)) };
}

function plainEscape(reader: TokenReader, token: string, start: number, ascii: boolean): Escaped {
  const letter = token.slice(1);
  const lower = letter.toLowerCase();
  if (lower === 'd' || lower === 's' || lower === 'w') {
    return { kind: 'class', name: classes[lower], negated: letter !== lower, ascii };
  }
  const hexLength = hexLengths.get(letter);
  if (hexLength !== undefined) return hex(reader, token, hexLength, start);
  if (letter === 'N') {
    throw reader.error('\\N{…} needs a table of names tsban does not have, write the character itself', start);
  }
  if (/^[A-Za-z0-9]$/.test(letter)) throw reader.error(`bad escape ${token}`, start);
  return letter.codePointAt(0) ?? 0;
}

function hex(reader: TokenReader, token: string, length: number, start: number): number {
  const digits = reader.takeWhile(/^[0-9a-fA-F]$/, length);
  if (digits.length < length) throw reader.error(`incomplete escape ${token}${digits}`, start);
  const code = Number.parseInt(digits, 16);
  if (code > largestCode) throw reader.error(`bad escape ${token}${digits}`, start);
  return code;
}

function octal(reader: TokenReader, text: string, start: number): number {
  const code = Number.parseInt(text.slice(1), 8);
  if (code > largestOctal) throw reader.error(`octal escape value ${text} outside of range 0-0o377`, start);
  return code;
}
