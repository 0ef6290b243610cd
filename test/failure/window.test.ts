import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToWindow, spanOf, spanOfBan, type Window } from '../../src/failure/window.js';

function fill(all: readonly number[], findtime: number): { readonly window: Window; readonly lost: Window } {
  const window: number[] = [];
  const lost = all.flatMap((time) => addToWindow(window, time, findtime));
  return { window, lost };
}

describe('addToWindow', () => {
  it.each([
    { failures: [0, 100, 300, 700], findtime: 300, window: [100, 300, 700], lost: [0] },
    { failures: [0, 600], findtime: 300, window: [0, 600], lost: [] },
    { failures: [0, 600.5], findtime: 300, window: [600.5], lost: [0] },
    { failures: [100, 50, 120], findtime: 60, window: [50, 100, 120], lost: [] },
    { failures: [100, 100, 100], findtime: 0, window: [100, 100, 100], lost: [] },
    { what: 'the clock was put back', failures: [9000, 9001, 100], findtime: 60, window: [100], lost: [9000, 9001] },
  ])('$failures within $findtime leaves $window', ({ failures, findtime, window, lost }) => {
    expect(fill(failures, findtime)).toEqual({ window, lost });
  });

  it('loses nothing that is near, and orders it by time, whatever order it comes in', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(times, fc.integer({ min: 500, max: 600 }), (all, findtime) => {
        expect(fill(all, findtime)).toEqual({ window: [...all].sort((one, other) => one - other), lost: [] });
      }),
    );
  });
});

describe('spanOf', () => {
  it('is from the first to the last', () => {
    expect(spanOf([7])).toEqual({ from: 7, to: 7 });
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
    { what: 'the first', window: [4], added: 4, maxretry: 1, span: { from: -6, to: 4 } },
  ])('$window with $added added, $maxretry within 10 s: $span', ({ window, added, maxretry, span }) => {
    expect(spanOfBan(window, added, { maxretry, findtime: 10 })).toEqual(span);
  });
});
