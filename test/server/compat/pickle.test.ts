import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfMessage } from '../../../src/server/compat/messages.js';
import { Pair, pickle, type Picklable, PythonException } from '../../../src/server/compat/pickle.js';
import { unpickle } from '../../../src/server/compat/unpickle.js';

/** Texts in which the marker is likely, also where the length of the text is its first character. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom(endOfMessage, endOfMessage.slice(1), '<', '\\', '\n', 'x', '€', '😀'))
    .map((parts) => parts.join('')),
  fc.constantFrom('F2B_END_COMMAND>'.padEnd('<'.charCodeAt(0)), 'F2B_END_COMMAND>'.padEnd(0x3c3c)),
);
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, 255, 256, 65_535, 65_536, 2 ** 31),
);
const { value: data } = fc.letrec<{ value: Picklable }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'data' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(text, tie('value'), { noNullPrototype: true }),
  ),
}));

/** Data as unpickle gives it. */
function read(value: Picklable): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, each]) => [key, read(each as Picklable)]));
  return Object.is(value, -0) ? 0 : value;
}

describe('pickle', () => {
  it('writes what unpickle reads', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(unpickle(pickle(value))).toEqual(read(value));
      }),
    );
  });

  it('writes the marker nowhere', () => {
    fc.assert(
      fc.property(data, fc.array(text), (value, texts) => {
        expect(pickle([value, texts]).includes(endOfMessage)).toBe(false);
      }),
    );
    expect(pickle('F2B_END_COMMAND>'.padEnd('<'.charCodeAt(0))).includes(endOfMessage)).toBe(false);
  });

  it('writes tuples and exceptions as Python does', () => {
    expect(pickle(new Pair(0, undefined)).toString('latin1')).toBe('\x80\x04K\0N\x86.');
    expect(
      pickle(new Pair(1, new PythonException('fail2ban.exceptions.UnknownJailException', ['nosuch']))).toString(
        'latin1',
      ),
    ).toBe('\x80\x04K\x01\x8c\x13fail2ban.exceptions\x8c\x14UnknownJailException\x93(\x8c\x06nosuchtR\x86.');
  });

  it('writes a hundred thousand texts into one list', () => {
    const ids = Array.from({ length: 100_000 }, (_, at) => `2001:db8::${at.toString(16)}`);
    const bytes = pickle(ids);
    expect(bytes.length).toBeLessThan(2_000_000);
    expect(unpickle(bytes)).toEqual(ids);
  });
});
