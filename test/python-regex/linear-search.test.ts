import { describe, expect, it } from 'vitest';
import { LinearSearch } from '../../src/python-regex/linear-search.js';
import { parse } from '../../src/python-regex/parse.js';

const flags = { ignoreCase: false, multiline: false, dotAll: false, verbose: false, ascii: false };
const searchFor = (pattern: string) => new LinearSearch(parse(pattern, flags), () => true);
/** A back-reference takes too long in it. */
const [costly, costlyText] = ['(a*)*\\1b', 'a'.repeat(1000)];

describe('LinearSearch', () => {
  it('lets others search while it searches in pieces', () => {
    const linear = searchFor('(a|a)*b|c');
    const pieces = linear.searchInPieces(`${'a'.repeat(5000)}c`, 0);
    expect(pieces.next().done).toBe(false);
    expect(linear.search('aab', 0)).toMatchObject({ start: 0, end: 3 });
    let last = pieces.next();
    while (last.done !== true) last = pieces.next();
    expect(last.value).toMatchObject({ start: 5000, end: 5001 });
  });

  it('counts what was given up, in pieces too', () => {
    const linear = searchFor(costly);
    expect(linear.givenUp).toBe(0);
    linear.search(costlyText, 0);
    expect(linear.givenUp).toBe(1);
    for (const piece of linear.searchInPieces(costlyText, 0)) expect(piece).toBeUndefined();
    expect(linear.givenUp).toBe(2);
  });

  it.each([
    { text: 'sshd: Failed for root', from: 0, lets: true },
    { text: 'sshd: Failed for root', from: 9, lets: false },
    { text: 'sshd: Failure for root', from: 0, lets: false },
  ])('lets "$text" through from $from: $lets', ({ text, from, lets }) => {
    const linear = searchFor('Failed (?:for|by) \\w+');
    expect(linear.lets(text, from)).toBe(lets);
    expect(linear.search(text, from) !== undefined).toBe(lets);
  });
});
