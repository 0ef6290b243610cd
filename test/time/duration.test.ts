import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationError, parseDuration } from '../../src/time/duration.js';

describe('parseDuration', () => {
  it.each([
    ['600', 600],
    ['10m', 600],
    ['1h30m', 5400],
    ['1h 30m', 5400],
    ['1h\n30m', 5400],
    ['1d12h', 129_600],
    ['1.5h', 5400],
    ['.5h', 1800],
    ['5.', 5],
    ['010.5', 10.5],
    ['00', 0],
    ['-1', -1],
    ['- 5', -5],
    ['+5', 5],
    ['-1h', -3600],
    ['1M', 60],
    ['1MO', 2_629_800],
    ['1mo', 2_629_800],
    ['1y', 31_557_600],
    ['1y 6mo', 47_336_400],
    ['1year-6mo', 15_778_800],
    ['1hour+30min', 5400],
    ['10 m 5', 605],
    ['5m5', 305],
    ['10 5', 15],
    ['1h -5m', 3300],
    ['1h - - 1', 3601],
    ['2 -1', 1],
    ['2*3', 6],
    ['2*1h30m', 9000],
    ['1h*2', 7200],
    ['-(1h)', -3600],
    ['(1 + 2) * 1m', 180],
    ['1m30', 90],
    ['1/2h', 1800],
    ['1_000', 1000],
    ['1 000', 1],
    ['  1  day 2 hours ', 93_600],
    ['10 20 30', 60],
    ['2 weeks', 1_209_600],
  ])('%j is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    ['1hr', "'hr' is not a unit"],
    ['1mins', "'mins' is not a unit"],
    ['1secs', "'secs' is not a unit"],
    ['1wk', "'wk' is not a unit"],
    ['1yr', "'yr' is not a unit"],
    ['abc', "'a' has no meaning"],
    ['', 'something is missing'],
    ['   ', 'something is missing'],
    ['1e3', "'e' is not a unit"],
    ['0x10', "'x' is not a unit"],
    ['010m', '010 starts with a zero'],
    ['00600', '00600 starts with a zero'],
    ['1__0', "'_' has no meaning"],
    ['1_', "'_' has no meaning"],
    ['1h, 30m', "',' has no meaning"],
    ['1.h', "'h' has no meaning"],
    ['(1+1)h', "'h' has no meaning"],
    ['(1) 2', "'2' stands in the wrong place"],
    ['1h (2)', "'(' stands in the wrong place"],
    ['(1', 'something is missing'],
    ['1)', "')' stands in the wrong place"],
    ['1 *', 'something is missing'],
    ['* 1', "'*' stands in the wrong place"],
    ['1/0', 'no finite value'],
  ])('%j is an error that says why', (text, reason) => {
    expect(() => parseDuration(text)).toThrow(DurationError);
    expect(() => parseDuration(text)).toThrow(reason);
  });

  it('adds terms in any order', () => {
    const units = [['s', 1] as const, ['min', 60] as const, ['h', 3600] as const, ['days', 86_400] as const];
    const term = fc.tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(...units));
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 6 }), fc.constantFrom(' ', '', ' + '), (terms, between) => {
        const text = terms.map(([count, [unit]]) => `${count}${unit}`).join(between);
        expect(parseDuration(text)).toBe(terms.reduce((seconds, [count, [, each]]) => seconds + count * each, 0));
      }),
    );
  });

  it('answers with a finite number or a DurationError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9smhd+*/(). -]*$/)), (text) => {
        try {
          expect(Number.isFinite(parseDuration(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(DurationError);
        }
      }),
    );
  });
});
