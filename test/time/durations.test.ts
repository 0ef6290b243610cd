import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Durations } from '../../src/time/durations.js';

it('counts how many took no longer than each bound, which is among them', () => {
  const durations = new Durations([0.1, 1, 10]);
  for (const seconds of [0.05, 0.1, 0.2, 11]) durations.add(seconds);
  durations.add(2, 3);
  expect(durations.cumulated()).toEqual([2, 3, 6]);
  expect(durations.count).toBe(7);
  expect(durations.sum).toBeCloseTo(17.35);
});

it('agrees with counting one by one', () => {
  const bounds = [0.5, 1, 2];
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 3, noNaN: true })), (all) => {
      const durations = new Durations(bounds);
      for (const seconds of all) durations.add(seconds);
      expect(durations.cumulated()).toEqual(bounds.map((bound) => all.filter((one) => one <= bound).length));
      expect(durations.count).toBe(all.length);
    }),
  );
});
