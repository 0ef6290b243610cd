import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCursors, isCursor } from '../../src/source/journal-cursor.js';

const cursor = (fields: Readonly<Record<string, string>> = {}): string =>
  Object.entries({ s: 'a0', i: '10', b: 'b0', m: '20', t: '30', x: '40', ...fields })
    .map(([name, value]) => `${name}=${value}`)
    .join(';');

describe('compareCursors', () => {
  it.each<[string, Record<string, string>, Record<string, string>, number]>([
    ['the same', {}, {}, 0],
    ['by number in one sequence', { i: '9', m: '90', t: '90' }, { i: '10' }, -1],
    ['by the clock of one boot across sequences', { s: 'a1', i: '1', m: '21', t: '1' }, {}, 1],
    ['by time across boots', { s: 'a1', b: 'b1', m: '1', t: '31' }, {}, 1],
    ['by hash where all else is equal', { s: 'a1', x: '3f' }, {}, -1],
    ['the same entry copied into another file', { s: 'a1', i: '99' }, {}, 0],
    ['long numbers', { i: 'ffffffffffffffff' }, { i: 'fffffffffffffffe' }, 1],
  ])('%s', (_name, a, b, sign) => {
    expect(Math.sign(compareCursors(cursor(a), cursor(b)))).toBe(sign);
    expect(Math.sign(compareCursors(cursor(b), cursor(a))) + sign).toBe(0);
  });

  it('orders numbers as numbers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        const [one, other] = [cursor({ i: a.toString(16) }), cursor({ i: b.toString(16) })];
        expect(Math.sign(compareCursors(one, other))).toBe(Math.sign(a - b));
      }),
    );
  });

  it('puts last what is no cursor', () => {
    expect(compareCursors('nonsense', cursor())).toBeGreaterThan(0);
    expect(compareCursors(cursor(), 'nonsense')).toBeLessThan(0);
    expect(compareCursors('nonsense', '')).toBe(0);
  });
});

describe('isCursor', () => {
  it.each([cursor(), `${cursor()};y=1`])('%s', (text) => expect(isCursor(text)).toBe(true));
  it.each(['', 'nonsense', 's=1;i=2', cursor({ i: '' }), cursor({ t: 'xyz' })])('not %s', (text) =>
    expect(isCursor(text)).toBe(false),
  );
});
