import type { TokenReader } from './tokenize.js';

/** What holds for the part of a pattern being read. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

const names = { i: 'ignoreCase', m: 'multiline', s: 'dotAll', x: 'verbose', a: 'ascii' } as const;
const known = /^[imsxauL]$/;

/** Reads `imsx-imsx` and the `:` or `)` behind it; undefined if no flag letter or `-` comes next. */
export function parseFlags(
  reader: TokenReader,
  flags: Flags,
): { readonly flags: Flags; readonly scoped: boolean } | undefined {
  const first = reader.next ?? '';
  if (first !== '-' && !known.test(first)) return undefined;
  const on = first === '-' ? '' : readLetters(reader, /^[)\-:]$/, 'missing -, : or )', checkTypes);
  const end = reader.take();
  if (end === ')') return { flags: withLetters(flags, on, true), scoped: false };
  const off = end === '-' ? readOff(reader) : '';
  const both = Array.from(on).some((letter) => off.includes(letter));
  if (both) throw reader.error('bad inline flags: flag turned on and off', reader.position - 1);
  return { flags: withLetters(withLetters(flags, on, true), off, false), scoped: true };
}

function readOff(reader: TokenReader): string {
  if (!known.test(reader.next ?? '')) throw unknownLetter(reader, 'missing flag');
  const off = readLetters(reader, /^:$/, 'missing :', (_, letters) => {
    if (/[auL]/.test(letters)) throw reader.error("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
  });
  reader.take();
  return off;
}

function readLetters(
  reader: TokenReader,
  end: RegExp,
  missing: string,
  check: (reader: TokenReader, letters: string) => void,
): string {
  let letters = '';
  while (known.test(reader.next ?? '')) {
    letters += reader.take() ?? '';
    check(reader, letters);
  }
  if (!end.test(reader.next ?? '')) throw unknownLetter(reader, missing);
  return letters;
}

function unknownLetter(reader: TokenReader, missing: string): Error {
  const start = reader.position;
  return reader.error(/^\p{L}$/u.test(reader.take() ?? '') ? 'unknown flag' : missing, start);
}

function checkTypes(reader: TokenReader, letters: string): void {
  if (letters.includes('L')) {
    throw reader.error("bad inline flags: cannot use 'L' flag with a str pattern");
  }
  if (letters.includes('a') && letters.includes('u')) {
    throw reader.error("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
  }
}

function withLetters(flags: Flags, letters: string, value: boolean): Flags {
  const changed: Record<string, boolean> = {};
  for (const letter of letters) {
    if (letter === 'u') changed['ascii'] = false;
    else changed[names[letter as keyof typeof names]] = value;
  }
  return { ...flags, ...changed };
}

/** Which letters count as the same under these flags. */
export function foldOf(flags: Flags): 'none' | 'ascii' | 'unicode' {
  if (!flags.ignoreCase) return 'none';
  return flags.ascii ? 'ascii' : 'unicode';
}
