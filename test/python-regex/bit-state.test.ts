import { describe, expect, it } from 'vitest';
import { attacks, machine, stepsIn } from './attacks.js';

describe('BitState', () => {
  it.each(attacks)('takes steps in proportion to the text: $pattern', ({ pattern, text }) => {
    const bitState = machine(pattern);
    const [few, many] = stepsIn(bitState, text);
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

  it('bounds the steps where there is too much to remember', () => {
    const bitState = machine('(?:a?){3000}b');
    expect(bitState.search('a'.repeat(200_000), 0)).toBeUndefined();
    expect(bitState.givenUp).toBe(1);
  });

  it('remembers what comes after the last back-reference', () => {
    const bitState = machine('(["\'])x\\1(?:a|a)*b');
    bitState.search(`"x"${'a'.repeat(10_000)}`, 0);
    expect(bitState.steps).toBeLessThan(150_000);
    expect(bitState.givenUp).toBe(0);
  });
});
