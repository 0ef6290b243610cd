import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PickleError } from '../../../src/server/compat/pickle-error.js';
import { unpickle } from '../../../src/server/compat/unpickle.js';

const latin = (text: string) => Buffer.from(text, 'latin1');
const read = (text: string) => unpickle(latin(text));

describe('unpickle', () => {
  it.each([
    {
      what: 'what fail2ban-client sends',
      bytes: '\x80\x05\x95\x14\0\0\0\0\0\0\0]\x94(\x8c\x06status\x94\x8c\x03app\x94e.',
      value: ['status', 'app'],
    },
    {
      what: 'what an exporter in Go sends',
      bytes: '](U\x03getU\x03appU\x07bantimee.',
      value: ['get', 'app', 'bantime'],
    },
    {
      what: 'the same in protocol 0',
      bytes: '(lp0\nVping\np1\naVa\\u20ac\\U0001f600\\u005c\np2\nag1\na.',
      value: ['ping', 'a€😀\\', 'ping'],
    },
    { what: 'constants', bytes: '(\x88\x89NI01\nI00\nt.', value: [true, false, null, true, false] },
    { what: 'small integers', bytes: '(K\xffM\xff\xffJ\xff\xff\xff\xfft.', value: [255, 65_535, -1] },
    {
      what: 'integers in digits',
      bytes: '(I-5\nL6L\nL-123456789012345678901234567890L\nt.',
      value: [-5, 6, -123456789012345678901234567890n],
    },
    {
      what: 'long integers',
      bytes: '(\x8a\0\x8a\x01\x80\x8a\x02\xff\0\x8b\x09\0\0\0\0\0\0\0\0\0\0\0\x01t.',
      value: [0, -128, 255, 2n ** 64n],
    },
    {
      what: 'floats',
      bytes: '(F1.5\nF-1e+300\nFinf\nFnan\nG\x3f\xf8\0\0\0\0\0\0t.',
      value: [1.5, -1e300, Infinity, NaN, 1.5],
    },
    { what: 'texts', bytes: '(X\x03\0\0\0\xe2\x82\xac\x8d\x01\0\0\0\0\0\0\0aT\x01\0\0\0bt.', value: ['€', 'a', 'b'] },
    { what: 'tuples', bytes: '()K\x01\x85K\x01K\x02\x86K\x01K\x02K\x03\x87t.', value: [[], [1], [1, 2], [1, 2, 3]] },
    { what: 'a remembered list', bytes: '](]r\x00\x01\0\0K\x01aj\x00\x01\0\0g256\ne.', value: [[1], [1], [1]] },
    {
      what: 'bytes',
      bytes: '(B\x01\0\0\0aC\x01b\x8e\x01\0\0\0\0\0\0\0ct.',
      value: [latin('a'), latin('b'), latin('c')],
    },
  ])('reads $what', ({ bytes, value }) => {
    expect(read(bytes)).toEqual(value);
  });

  it('reads dicts and sets', () => {
    expect(read('}(K\x01K\x02u.')).toEqual(new Map([[1, 2]]));
    expect(read('(dK\x01K\x02s.')).toEqual(new Map([[1, 2]]));
    expect(read('\x8f(K\x01K\x01K\x02\x90.')).toEqual(new Set([1, 2]));
    expect(read('(K\x01\x91.')).toEqual(new Set([1]));
  });

  it.each([
    { what: 'a function of a module', bytes: 'cos\nsystem\n.', text: /opcode 0x63 at byte 0/ },
    { what: 'a call', bytes: "cos\nsystem\n(S'id'\ntR.", text: /opcode 0x63/ },
    { what: 'a call by names on the stack', bytes: '\x8c\x02os\x8c\x06system\x93.', text: /at byte 12/ },
    { what: 'an object', bytes: '(ios\nsystem\n.', text: /opcode 0x69/ },
    { what: 'a persistent id', bytes: 'P1\n.', text: /opcode 0x50/ },
    { what: 'an extension', bytes: '\x82\x01.', text: /at byte 0/ },
    { what: 'nothing', bytes: '', text: /cut short/ },
    { what: 'no end', bytes: ']', text: /cut short/ },
    { what: 'a text longer than what is there', bytes: 'X\xff\xff\xff\xffa.', text: /cut short/ },
    {
      what: 'a text of a length beyond all numbers',
      bytes: '\x8d\xff\xff\xff\xff\xff\xff\xff\xffa.',
      text: /cut short/,
    },
    { what: 'a line without an end', bytes: 'I1', text: /cut short/ },
    { what: 'an empty stack', bytes: '.', text: /stack/ },
    { what: 'a mark that is not there', bytes: 'e.', text: /stack/ },
    { what: 'a list that is not there', bytes: '(K\x01e.', text: /stack/ },
    { what: 'appending to a number', bytes: 'K\x01K\x01a.', text: /no list/ },
    { what: 'a key of a list', bytes: ']K\x01K\x01s.', text: /no dict/ },
    { what: 'a key without a value', bytes: '}(K\x01u.', text: /no dict/ },
    { what: 'adding to a list', bytes: '](K\x01\x90.', text: /no set/ },
    { what: 'an item that is not there', bytes: 'h\x01.', text: /no item 1/ },
    { what: 'words for a number', bytes: 'Iseven\n.', text: /"seven" is no whole number/ },
    { what: 'a number of many digits', bytes: `I${'9'.repeat(41)}\n.`, text: /no whole number/ },
    { what: 'a number of many bytes', bytes: `\x8a\x11${'\x01'.repeat(17)}.`, text: /17 bytes/ },
    { what: 'a float in hexadecimal', bytes: 'F0x10\n.', text: /"0x10" is no number/ },
    { what: 'a character that is none', bytes: 'V\\Uffffffff\n.', text: /no character/ },
    { what: 'a list in itself', bytes: ']q\0h\0a.', text: /nested/ },
    { what: 'lists in lists', bytes: `${']'.repeat(30)}${'a'.repeat(29)}.`, text: /nested/ },
    { what: 'too many items', bytes: `(${']'.repeat(300_000)}l.`, text: /more than 150000 items/ },
    { what: 'too many marks', bytes: `${'('.repeat(300_000)}l.`, text: /more than 150000 items/ },
    { what: 'too many remembered items', bytes: `N${'\x94'.repeat(300_000)}.`, text: /more than 150000 items/ },
    {
      what: 'a text used very often',
      bytes: `X\0\0\x01\0${'x'.repeat(65_536)}q\0](${'h\0'.repeat(100)}e.`,
      text: /too much/,
    },
    {
      what: 'lists of one list of one list',
      bytes: `]${'q\0](h\0h\0h\0h\0h\0h\0h\0h\0e'.repeat(9)}.`,
      text: /too much/,
    },
  ])('refuses $what', ({ bytes, text }) => {
    expect(() => read(bytes)).toThrow(PickleError);
    expect(() => read(bytes)).toThrow(text);
  });

  it('never throws anything but a PickleError, whatever the bytes are', () => {
    const opcode = fc.constantFrom(
      ...Array.from('(]e}ust)lda.NIJKMFGVXUhjgpqr'),
      '\x80',
      '\x85',
      '\x86',
      '\x88',
      '\x8a',
      '\x8c',
      '\x90',
      '\x91',
      '\x94',
      '\x95',
    );
    const soup = fc
      .array(fc.oneof({ weight: 4, arbitrary: opcode }, fc.constantFrom('\0', '\x01', '1\n', 'a', '\xff')))
      .map((parts) => latin(parts.join('')));
    const bytes = fc.oneof(
      soup,
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        try {
          unpickle(some);
        } catch (error) {
          expect(error).toBeInstanceOf(PickleError);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
