import { describe, expect, it } from 'vitest';
import { expandTags, scopeFlags } from '../../src/filter/tags.js';
import { writtenIndex } from '../../src/filter/written-index.js';

const expand = (regex: string) => scopeFlags(expandTags(regex, 'warn'));
const host = expand('<HOST>').length;

describe('writtenIndex', () => {
  it.each([
    ['^a(b', 2, 2],
    ['^a <HOST> (b', 3 + host + 1, 10],
    ['a <HOST> b <HOST>', 2 + host + 3 + 20, 11],
    ['<F-USER>a</F-USER>b(', 12, 19],
    ['<F-USER>a</F-USER>b(', 3, 0],
    ['😀😀(', 2, 2],
    ['((?i)x)(', 6, 7],
    ['(?P<a>x(', 7, 7],
  ])('%s: %i is %i', (regex, index, written) => {
    expect(writtenIndex(regex, expand, index)).toBe(written);
  });
});
