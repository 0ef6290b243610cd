import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToWindow, type FailureWindow, type WindowEntry, windowMatches } from '../../src/failure/window.js';

const at = (time: number) => ({ time, matches: [`line ${time}`], fields: {} });
const times = (window: FailureWindow) => window.map(({ time }) => time);
function fill(all: readonly number[], findtime: number): FailureWindow {
  const window: WindowEntry[] = [];
  for (const time of all) addToWindow(window, at(time), findtime);
  return window;
}

describe('addToWindow', () => {
  it.each([
    { failures: [0, 100, 200, 300, 590, 650], findtime: 600, left: [100, 200, 300, 590, 650] },
    { failures: [0, 600], findtime: 600, left: [0, 600] },
    { failures: [0, 600.5], findtime: 600, left: [600.5] },
    { failures: [100, 50, 120], findtime: 60, left: [100, 120] },
    { failures: [100, 30], findtime: 60, left: [100] },
    { failures: [100, 100, 100], findtime: 0, left: [100, 100, 100] },
  ])('$failures within $findtime leaves $left', ({ failures, findtime, left }) => {
    expect(times(fill(failures, findtime))).toEqual(left);
  });

  it('holds exactly the failures no older than findtime before the newest, whatever order they come in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 })), fc.integer({ min: 0, max: 300 }), (all, findtime) => {
        const newest = Math.max(...all);
        const expected = all.filter((time) => time >= newest - findtime).sort((a, b) => a - b);
        expect(times(fill(all, findtime))).toEqual(expected);
      }),
    );
  });
});

describe('windowMatches', () => {
  it('keeps the newest lines', () => {
    expect(windowMatches(fill([1, 2, 3], 600), 2)).toEqual(['line 2', 'line 3']);
    expect(windowMatches(fill([1, 2, 3], 600), 0)).toEqual([]);
  });
});
