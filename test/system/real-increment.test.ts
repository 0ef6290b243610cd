import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../src/config/formula.js';
import { durationText } from '../../src/time/duration-text.js';
import { realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();

interface FormulaCase {
  readonly text: string;
  readonly time: number;
  readonly count: number;
  readonly factor: number;
}

/** As real-increment.py has it; the name of an error where a formula has no value. */
interface Answer {
  readonly durations: readonly string[];
  readonly values: readonly (number | string)[];
}

/** Whole numbers remain below 2^53 in all of them: beyond that Python's are exact, and these are not. */
const expression = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('ban.Time', 'ban.Count', 'banFactor', '0', '1', '2', '7', '0.5', '1.25', 'True', 'math.pi'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '//', '%', '&', '|', '^', '<', '<=', '==', '!=', ' and ', ' or '),
        tie('expression'),
      )
      .map((parts) => parts.join('')),
    fc.tuple(tie('expression'), fc.constantFrom('**0', '**2', '<<3', '>>1')).map(([of, by]) => `(${of})${by}`),
    fc.tuple(fc.constantFrom('-', '+', '~', 'not '), tie('expression')).map(([sign, of]) => `(${sign}${of})`),
    fc
      .tuple(fc.constantFrom('max', 'min'), fc.array(tie('expression'), { minLength: 2, maxLength: 3 }))
      .map(([name, of]) => `${name}(${of.join(', ')})`),
    fc
      .tuple(
        fc.constantFrom('abs', 'int', 'float', 'bool', 'round', 'math.floor', 'math.sqrt', 'math.exp'),
        tie('expression'),
      )
      .map(([name, of]) => `${name}(${of})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} if ${b} else ${c})`),
  ),
})).expression;

const formulaCase: fc.Arbitrary<FormulaCase> = fc.record({
  text: expression,
  time: fc.integer({ min: 1, max: 20 }),
  count: fc.integer({ min: 0, max: 9 }),
  factor: fc.constantFrom(1, 2, 0.5),
});

const seconds = fc.oneof(
  fc.integer({ min: 1, max: 4000 }),
  fc.integer({ min: 1, max: 1_000_000 }),
  fc.integer({ min: 1, max: 1_000_000_000 }),
  fc.double({ min: 0.001, max: 1_000_000, noNaN: true }).filter((value) => !Number.isInteger(value)),
);

describe.skipIf(typeof real === 'string')('beside the real Fail2Ban', () => {
  const durations = fc.sample(seconds, { numRuns: 20_000, seed: 5 });
  const formulas = fc.sample(formulaCase, { numRuns: 20_000, seed: 5 });
  const answer = (): Answer => {
    if (typeof real === 'string') throw new Error(real);
    return JSON.parse(real.run('real-increment.py', JSON.stringify({ durations, formulas }))) as Answer;
  };

  it('spans of time have the same texts, and formulas the same values', () => {
    const theirs = answer();
    expect(durations.map(durationText)).toEqual(theirs.durations);
    const differing = formulas.flatMap(({ text, ...at }, index) => {
      const ours = parseFormula(text).evaluate({ ...at, random: () => 0 });
      const value = theirs.values[index] ?? '';
      return isAlike(ours, value) ? [] : [{ text, at, ours, value }];
    });
    expect(differing).toEqual([]);
    expect(theirs.values.filter((value) => typeof value === 'number').length).toBeGreaterThan(10_000);
  });
});

/** Where Python misses a type, as with `1.0 | 2`, a number may come of it here; what is too large for it is infinite. */
function isAlike(ours: number, theirs: number | string): boolean {
  if (typeof theirs === 'string') return ['TypeError', 'OverflowError'].includes(theirs) || !Number.isFinite(ours);
  return Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));
}
