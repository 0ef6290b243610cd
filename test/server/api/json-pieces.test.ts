import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLong, jsonPieces, madeLate } from '../../../src/server/api/json-pieces.js';

const joined = (value: unknown) => [...jsonPieces(value)].join('');

/** Data some of whose arrays are long. */
const data = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue(),
    fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .tuple(fc.integer({ min: 250, max: 600 }), fc.jsonValue())
      .map(([length, value]) => Array<unknown>(length).fill(value)),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('jsonPieces', () => {
  it('put together are the JSON', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(joined(value)).toBe(JSON.stringify(value ?? null));
      }),
    );
  });

  it('are small, however the data nests', () => {
    const bans = Array.from({ length: 3000 }, (_, index) => ({ id: `203.0.113.${index}` }));
    const value = { answer: [...Array<unknown>(300).fill({ bans }), bans] };
    const pieces = [...jsonPieces(value)];
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(10_000);
    expect(pieces.join('')).toBe(JSON.stringify(value));
  });

  it('is one where nothing is long', () => {
    expect([...jsonPieces({ a: [1, 2], b: undefined })]).toEqual(['{"a":[1,2]}']);
  });
});

describe('isLong', () => {
  it.each([
    [null, false],
    ['x'.repeat(10_000), false],
    [Array(256).fill(0), false],
    [Array(257).fill(0), true],
    [{ a: [{ b: Array(257).fill(0) }] }, true],
  ])('tells long arrays wherever they are (%#)', (value, long) => {
    expect(isLong(value)).toBe(long);
  });
});

describe('madeLate', () => {
  it('makes little at once, and much as it is written', () => {
    let made = 0;
    const count = (item: number) => ({ item, made: ++made });
    expect(madeLate([5, 6], count)).toEqual([
      { item: 5, made: 1 },
      { item: 6, made: 2 },
    ]);
    const many = Array.from({ length: 1000 }, (_, index) => index);
    const list = madeLate(many, count);
    expect([isLong({ list }), made]).toEqual([true, 2]);
    const pieces = jsonPieces({ list });
    for (let text = ''; !text.includes('"item":0'); ) text += pieces.next().value as string;
    expect(made).toBeLessThan(300);
    made = 2;
    expect(joined({ list })).toBe(JSON.stringify({ list: many.map((item) => ({ item, made: item + 3 })) }));
  });
});
