import { describe, expect, it } from 'vitest';
import { BitState } from '../../src/python-regex/bit-state.js';
import { compileBitProgram } from '../../src/python-regex/compile-bit-program.js';
import { parse } from '../../src/python-regex/parse.js';
import { attacks } from './attacks.js';

function machine(pattern: string): BitState {
  const flags = { ignoreCase: false, multiline: false, dotAll: false, verbose: false, ascii: false };
  return new BitState(compileBitProgram(parse(pattern, flags), () => true));
}

describe('BitState', () => {
  it.each(attacks)('takes steps in proportion to the text: $pattern', ({ pattern, text }) => {
    const bitState = machine(pattern);
    const [few = 0, many = 0] = [8, 64].map((kib) => {
      bitState.search(text(kib * 1024), 0);
      return bitState.steps;
    });
    expect(many).toBeLessThan(8.1 * few);
    expect(many).toBeLessThan(200 * 64 * 1024);
    expect(bitState.givenUp).toBe(0);
  });

  it.each([
    ['(a*)*\\1b', 'aaab'],
    ['(?!(a*)*\\1b)a', 'aaac'],
    ['(?>(a*)*\\1b|)a', 'aaac'],
  ])('gives up where a back-reference takes too long: %s', (pattern, easy) => {
    const bitState = machine(pattern);
    expect(bitState.search('a'.repeat(1000), 0)).toBeUndefined();
    expect(bitState.givenUp).toBe(1);
    expect(bitState.steps).toBeLessThan(1_010_000);
    expect(bitState.search(easy, 0)).toMatchObject({ start: 0 });
  });

  it('remembers what comes after the last back-reference', () => {
    const bitState = machine('(["\'])x\\1(?:a|a)*b');
    bitState.search(`"x"${'a'.repeat(10_000)}`, 0);
    expect(bitState.steps).toBeLessThan(150_000);
    expect(bitState.givenUp).toBe(0);
  });
});
