import { isAscii } from 'node:buffer';
import { SourceError } from './source-error.js';

/** Turns the bytes from `start` up to `end` into text; what is no valid text becomes U+FFFD, and nothing is left out. */
export interface Decode {
  (bytes: Buffer, start: number, end: number): string;
  /** True where ASCII bytes may mean other than ASCII text. */
  readonly shifts?: boolean;
}

const utf8: Decode = (bytes, start, end) => bytes.toString('utf8', start, end);
const latin1: Decode = (bytes, start, end) => bytes.toString('latin1', start, end);
const ascii: Decode = (bytes, start, end) => latin1(bytes, start, end).replace(/[\x80-\xff]/g, '\uFFFD');

// Node's own decoder for it leaves 0x80 to 0x9F as they are (seen in 20.20).
const high1252 = '€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ';
const cp1252: Decode = (bytes, start, end) =>
  latin1(bytes, start, end).replace(/[\x80-\x9f]/g, (char) => high1252[char.charCodeAt(0) - 0x80] ?? '\uFFFD');

// Encodings whose WHATWG label means something else (latin1 is windows-1252 there) or nothing.
const own: Readonly<Record<string, Decode>> = {
  auto: utf8,
  utf8,
  latin1,
  iso88591: latin1,
  l1: latin1,
  cp1252,
  windows1252: cp1252,
  ascii,
  usascii: ascii,
};

/**
 * The decoder for a jail's `logencoding` (spec config §5.7); `auto` is UTF-8.
 * @throws SourceError if the encoding is unknown, or is one in which a newline is not the single byte 0x0A.
 */
export function decoderFor(logencoding: string): Decode {
  const known = own[logencoding.toLowerCase().replace(/[-_ ]/g, '')];
  if (known !== undefined) return known;
  const decoder = textDecoder(logencoding);
  const decode = (bytes: Buffer, start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  return Object.assign(decode, { shifts: decoder.encoding === 'iso-2022-jp' });
}

/** The quickest decoder that makes the same text of these bytes, if they are ASCII text. */
export function asciiDecoder(bytes: Buffer, { shifts = false }: Decode): Decode | undefined {
  return !shifts && isAscii(bytes) ? latin1 : undefined;
}

function textDecoder(logencoding: string): InstanceType<typeof TextDecoder> {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(logencoding.replaceAll('_', '-'), { ignoreBOM: true });
  } catch {
    throw new SourceError(`unknown encoding: ${logencoding}; set logencoding to utf-8, latin-1, or another known name`);
  }
  if (decoder.encoding.startsWith('utf-16')) {
    throw new SourceError(`logencoding ${logencoding} is not supported: its line ends are more than one byte`);
  }
  return decoder;
}
