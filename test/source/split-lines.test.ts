import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoderFor } from '../../src/source/decoder.js';
import { SourceError } from '../../src/source/source-error.js';
import { splitLines } from '../../src/source/split-lines.js';

const utf8 = decoderFor('auto');
const texts = (bytes: Buffer, decode = utf8): string[] => splitLines(bytes, 0, decode).lines.map(({ text }) => text);

describe('splitLines', () => {
  it.each([
    ['nothing', '', [], 0],
    ['a half line', 'abc', [], 0],
    ['one line', 'abc\n', ['abc'], 4],
    ['a line and a half', 'abc\nde', ['abc'], 4],
    ['empty lines', '\n\nx\n', ['', '', 'x'], 4],
    ['CRLF', 'a\r\nb\r\r\n\r\n', ['a', 'b', ''], 9],
    ['a CR inside, a trailing blank', 'a\rb \n', ['a\rb '], 5],
    ['NUL', 'a\0b\n', ['a\0b'], 4],
    ['a byte order mark', '\uFEFFa\n', ['\uFEFFa'], 5],
    ['a broken sequence, then more', Buffer.from('c3286162e282 0a'.replace(' ', ''), 'hex'), ['\uFFFD(ab\uFFFD'], 7],
  ])('%s', (_name, bytes, expected, end) => {
    const cut = splitLines(Buffer.from(bytes as string), 0, utf8);
    expect(cut.lines.map(({ text }) => text)).toEqual(expected);
    expect(cut.end).toBe(end);
  });

  it('counts ends from the offset of the piece', () => {
    const { lines, end } = splitLines(Buffer.from('é\nb\nrest'), 100, utf8);
    expect(lines).toEqual([
      { text: 'é', end: 103 },
      { text: 'b', end: 105 },
    ]);
    expect(end).toBe(105);
  });

  it('tells of lines that are ASCII, and has them with their newline', () => {
    expect(splitLines(Buffer.from('a\nb\r\nrest'), 100, utf8)).toEqual({
      lines: [
        { text: 'a', end: 102, ended: 'a\n', isAscii: true },
        { text: 'b', end: 105, ended: 'b\n', isAscii: true },
      ],
      end: 105,
      invalid: undefined,
    });
  });

  it('takes no ASCII bytes for ASCII text where they are none', () => {
    const bytes = Buffer.from('\x1b$B$"\x1b(B\n');
    expect(splitLines(bytes, 0, decoderFor('iso-2022-jp')).lines).toEqual([{ text: 'あ', end: bytes.length }]);
  });

  it('names the first line that is not valid, and does not take a written U+FFFD for one', () => {
    expect(splitLines(Buffer.from('a\n\uFFFD\n'), 0, utf8).invalid).toBeUndefined();
    const bytes = Buffer.concat([Buffer.from('ok\nbad '), Buffer.from([0xff, 0x0a, 0xfe, 0x0a])]);
    expect(splitLines(bytes, 0, utf8).invalid).toEqual(Buffer.from([0x62, 0x61, 0x64, 0x20, 0xff]));
  });

  it('gives the same lines however the bytes come in pieces', () => {
    const line = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 20 })), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const whole = splitLines(bytes, 0, utf8).lines;
        const pieces = [];
        let done = 0;
        let seen = 0;
        for (const size of [...sizes, bytes.length]) {
          seen = Math.min(bytes.length, seen + size);
          const cut = splitLines(bytes.subarray(done, seen), done, utf8);
          pieces.push(...cut.lines);
          done = cut.end;
        }
        expect(pieces.map(({ text, end }) => ({ text, end }))).toEqual(whole.map(({ text, end }) => ({ text, end })));
        expect(whole).toHaveLength(lines.length);
      }),
    );
  });
});

describe('decoderFor', () => {
  it.each([
    ['utf-8', 'c3a9', 'é'],
    ['UTF_8', 'c3a9', 'é'],
    ['latin-1', 'e985', 'é\u0085'],
    ['iso-8859-1', 'e9', 'é'],
    ['cp1252', 'e980', 'é€'],
    ['iso8859-15', 'a4', '€'],
    ['koi8_r', 'c1', 'а'],
    ['ascii', '61e9', 'a\uFFFD'],
  ])('%s: %s', (encoding, hex, text) => {
    expect(texts(Buffer.from(`${hex}0a`, 'hex'), decoderFor(encoding))).toEqual([text]);
  });

  it.each(['bogus', 'utf-16', 'utf-16le', ''])('refuses %j', (encoding) => {
    expect(() => decoderFor(encoding)).toThrow(SourceError);
  });
});
