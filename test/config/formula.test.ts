import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../src/config/formula.js';
import { FormulaError } from '../../src/config/formula-tokens.js';

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

/** The formula of Fail2Ban's without which it has another one. */
const usual = 'ban.Time * (1<<(ban.Count if ban.Count<20 else 20)) * banFactor';
/** The one its configuration shows beside it. */
const exponential = 'ban.Time * math.exp(float(ban.Count+1)*banFactor)/math.exp(1*banFactor)';

const valueOf = (text: string, { time = 600, count = 3, factor = 1, random = () => 0.5 } = {}) =>
  parseFormula(text).evaluate({ time, count, factor, random });

function faultIn(text: string): string | undefined {
  try {
    parseFormula(text);
    return undefined;
  } catch (error) {
    if (error instanceof FormulaError) return error.message;
    throw error;
  }
}

describe('parseFormula', () => {
  it.each([
    [usual, [4, 8, 16, 32]],
    [exponential, [4, 10.87, 29.56, 80.34]],
  ])('makes bans grow by %s', (text, expected) => {
    const times = expected.map((_, count) => Number(valueOf(text, { time: 4, count }).toFixed(2)));
    expect(times).toEqual(expected);
  });

  it('stops growing where the formula says so', () => {
    expect(valueOf(usual, { count: 20 })).toBe(600 * 2 ** 20);
    expect(valueOf(usual, { count: 21, factor: 0.5 })).toBe(300 * 2 ** 20);
  });

  it.each<[string, number]>([
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['2 ** 3 ** 2', 512],
    ['10 - 4 - 3', 3],
    ['7 / 2', 3.5],
    ['-7 // 2', -4],
    ['-7 % 3', 2],
    ['1 << 40', 2 ** 40],
    ['~5', -6],
    ['6 & 3 | 8 ^ 1', 11],
    ['2**40 | 1', 2 ** 40 + 1],
    ['1 < 2 < 3', 1],
    ['3 > 2 > 2', 0],
    ['1 == 1.0 != 2', 1],
    ['0 or 5', 5],
    ['3 and 5', 5],
    ['not 3', 0],
    ['not 1 == 2', 1],
    ['1 if ban.Count > 5 else 2 if ban.Count > 2 else 3', 2],
    ['max(ban.Time, 1_000, .5e3)', 1000],
    ['round(2.5) + round(3.5)', 6],
    ['round(1.25, 1,)', 1.2],
    ['int(-2.7)', -2],
    ['math.log(8, 2)', 3],
    ['math.floor(math.pi)', 3],
    ['ban.Time + random.random() * 10', 605],
    ['random.randint(1, 6)', 4],
  ])('%s is %d', (text, expected) => {
    expect(valueOf(text)).toBeCloseTo(expected, 10);
  });

  it.each(['1 / 0', '1 // 0', '1 % 0', '1.5 | 2', 'math.sqrt(-1)', 'abs()', '1 if 1 / 0 else 2', '1 << -1'])(
    '%s has no value',
    (text) => {
      expect(valueOf(text)).toBeNaN();
    },
  );

  it.each([
    ['ban.time * 2', 'ban.time'],
    ['ban.Time if count else 2', 'count'],
    ["__import__('os')".replaceAll("'", ''), '__import__'],
    ['constructor', 'constructor'],
    ['math.exp', 'math.exp'],
    ['max', 'max'],
  ])('%s has no value either, as nobody knows %s', (text, unknown) => {
    expect(parseFormula(text).unknown).toBe(unknown);
    expect(valueOf(text)).toBeNaN();
  });

  it('reads any expression', () => {
    fc.assert(fc.property(expression, (text) => typeof valueOf(text) === 'number'));
  });

  it('refuses every expression whose last piece is gone', () => {
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
    ['1 '.repeat(501), 'it has more than 500 words and signs'],
  ])('in %j: %s', (text, fault) => {
    expect(faultIn(text)).toBe(fault);
  });
});
