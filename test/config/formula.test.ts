import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultIn } from '../../src/config/formula.js';

const expression = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('ban.Time', 'ban.Count', 'banFactor', '1', '2.5', '.5', '1e3', '1_000', 'math.pi'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '//', '**', '<<', ' and ', '<=', '%'),
        tie('expression'),
      )
      .map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('-', '+', '~', 'not '), tie('expression')).map(([sign, of]) => `(${sign}${of})`),
    tie('expression').map((of) => `( ${of} )`),
    fc.array(tie('expression'), { maxLength: 3 }).map((of) => `max(${of.join(', ')})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} if ${b} else ${c})`),
  ),
})).expression;

describe('faultIn', () => {
  it.each([
    'ban.Time * (1<<(ban.Count if ban.Count<20 else 20)) * banFactor',
    'ban.Time * math.exp(float(ban.Count+1)*banFactor)/math.exp(1*banFactor)',
    '1 if ban.Count else 2',
    'ban.Time ** 2 & 3',
    'ban.Time - -2',
  ])('finds nothing in %j', (text) => {
    expect(faultIn(text)).toBeUndefined();
  });

  it('finds nothing in any expression', () => {
    fc.assert(fc.property(expression, (text) => faultIn(text) === undefined));
  });

  it('finds every expression wanting whose last piece is gone', () => {
    fc.assert(
      fc.property(expression, (text) => faultIn(`${text} *`) !== undefined && faultIn(`(${text}`) !== undefined),
    );
  });

  it.each([
    ['', 'a value or an operator is missing'],
    ['ban.Time *', 'a value or an operator is missing'],
    ['ban.Time ban.Count', 'a value or an operator is missing'],
    ['ban.Time if', 'a value or an operator is missing'],
    ['1 if 2', 'a value or an operator is missing'],
    ['(ban.Time', 'its parentheses or what is in them are not complete'],
    ['max(1,,2)', 'its parentheses or what is in them are not complete'],
    ['ban.Time; 1', "';' has no meaning in it"],
    ['x := 1', "':' has no meaning in it"],
  ])('in %j: %s', (text, fault) => {
    expect(faultIn(text)).toBe(fault);
  });
});
