import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanOf, spanOfBan, timesOf, type Window, withFailure } from '../../src/failure/window.js';

function fill(all: readonly number[], findtime: number): Window {
  let window: Window | undefined;
  for (const time of all) window = withFailure(window, time, findtime);
  if (window === undefined) throw new Error('no failures');
  return window;
}

describe('withFailure', () => {
  it.each([
    { failures: [0, 100, 300, 700], findtime: 300, left: [100, 300, 700] },
    { failures: [0, 600], findtime: 300, left: [0, 600] },
    { failures: [0, 600.5], findtime: 300, left: [600.5] },
    { failures: [100, 50, 120], findtime: 60, left: [50, 100, 120] },
    { failures: [100, 100, 100], findtime: 0, left: [100, 100, 100] },
    { what: 'the clock was put back', failures: [9000, 9001, 100], findtime: 60, left: [100] },
  ])('$failures within $findtime leaves $left', ({ failures, findtime, left }) => {
    expect(timesOf(fill(failures, findtime))).toEqual(left);
  });

  it('keeps a single failure without a list around it', () => {
    expect(fill([0, 1000], 10)).toBe(1000);
  });

  it('holds what is near the last one in order of time, whatever order they come in', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(times, fc.integer({ min: 500, max: 600 }), (all, findtime) => {
        expect(timesOf(fill(all, findtime))).toEqual([...all].sort((one, other) => one - other));
      }),
    );
  });
});

describe('spanOf', () => {
  it('is from the first to the last', () => {
    expect(spanOf(7)).toEqual({ from: 7, to: 7 });
    expect(spanOf([3, 5, 7])).toEqual({ from: 3, to: 7 });
  });
});

describe('spanOfBan', () => {
  it.each([
    { window: [0, 5, 10], added: 10, maxretry: 3, span: { from: 0, to: 10 } },
    { window: [0, 5, 11], added: 11, maxretry: 3, span: undefined },
    { window: [0, 5], added: 5, maxretry: 3, span: undefined },
    { what: 'a late one', window: [0, 5, 10, 25], added: 5, maxretry: 3, span: { from: 0, to: 10 } },
    {
      what: 'a late one, with the newest there are',
      window: [0, 5, 10, 12],
      added: 5,
      maxretry: 3,
      span: { from: 2, to: 12 },
    },
    {
      what: 'others reached it, but not with this one',
      window: [0, 1, 2, 30],
      added: 30,
      maxretry: 3,
      span: undefined,
    },
    { what: 'of the same second', window: [4, 4, 4], added: 4, maxretry: 3, span: { from: -6, to: 4 } },
    { what: 'the first', window: 4, added: 4, maxretry: 1, span: { from: -6, to: 4 } },
  ])('$window with $added added, $maxretry within 10 s: $span', ({ window, added, maxretry, span }) => {
    expect(spanOfBan(window, added, { maxretry, findtime: 10 })).toEqual(span);
  });
});
