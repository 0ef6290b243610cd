import { describe, expect, it } from 'vitest';
import { failureWeight, type Increment, incrementedBantime } from '../../src/ban/increment.js';
import { parseFormula } from '../../src/config/formula.js';
import { increment } from '../support/increment.js';

const exponential = parseFormula('ban.Time * math.exp(float(ban.Count+1)*banFactor)/math.exp(1*banFactor)').evaluate;

describe('incrementedBantime', () => {
  it.each<{ what: string; bantime: number; options: Partial<Increment>; times: readonly number[] }>([
    { what: 'nothing else', bantime: 4, options: {}, times: [4, 8, 16, 32] },
    {
      what: 'multipliers and maxtime',
      bantime: 4,
      options: { multipliers: [1, 2, 5, 10], maxtime: 30 },
      times: [4, 8, 20, 30, 30],
    },
    { what: 'the exponential formula', bantime: 4, options: { formula: exponential }, times: [4, 10.87, 29.56, 80.34] },
    { what: 'factor 0.5', bantime: 600, options: { factor: 0.5 }, times: [600, 600, 1200, 2400] },
    {
      what: 'multipliers and a factor',
      bantime: 600,
      options: { multipliers: [1, 2], factor: 3 },
      times: [600, 3600, 3600, 3600],
    },
    { what: 'maxtime', bantime: 600, options: { maxtime: 3600 }, times: [600, 1200, 2400, 3600] },
    { what: 'rndtime after maxtime', bantime: 600, options: { maxtime: 1000, rndtime: 60 }, times: [600, 1030, 1030] },
    { what: 'a formula without a value', bantime: 600, options: { formula: () => NaN }, times: [600, 600] },
    { what: 'a formula without an end', bantime: 600, options: { formula: () => Infinity }, times: [600, -1] },
    { what: 'a formula that makes less of it', bantime: 600, options: { formula: () => 1 }, times: [600, 600] },
    { what: 'bans for ever', bantime: -1, options: {}, times: [-1, -1] },
  ])('with $what', ({ bantime, options, times }) => {
    const found = times.map((_, count) => Number(incrementedBantime(bantime, count, increment(options)).toFixed(2)));
    expect(found).toEqual(times);
  });

  it('hands the formula what it goes by', () => {
    const formula = ({ time, count, factor, random }: Parameters<NonNullable<Increment['formula']>>[0]): number =>
      time + count + factor + random();
    expect(incrementedBantime(600, 3, increment({ formula, factor: 2 }))).toBe(605.5);
  });

  it('stops growing after twenty bans', () => {
    expect(incrementedBantime(1, 500, increment())).toBe(2 ** 20);
  });
});

describe('failureWeight', () => {
  it.each([
    { count: 0, weight: 1 },
    { count: 1, weight: 2 },
    { count: 2, weight: 3 },
    { count: 3, weight: 5 },
    { count: 4, weight: 9 },
    { count: 20, weight: 2 ** 19 + 1 },
    { count: 2000, weight: 2 ** 19 + 1 },
  ])('is $weight after $count bans', ({ count, weight }) => {
    expect(failureWeight({ count, last: 0 })).toBe(weight);
  });
});
