import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { localStamp } from '../../src/time/local-stamp.js';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

it('is right where clocks were not whole minutes apart', () => {
  process.env['TZ'] = 'Africa/Monrovia';
  const times = [-315_619_200, -315_619_199, -315_619_171, -315_619_170, -315_619_141];
  const seconds = ['15:30', '15:31', '15:59', '16:00', '16:29'];
  expect(times.map(localStamp)).toEqual(seconds.map((ending) => `1959-12-31 23:${ending}`));
});

it('is the local time, in whole seconds', () => {
  expect(localStamp(new Date(2026, 10, 1, 7, 9, 4, 804).getTime() / 1000)).toBe('2026-11-01 07:09:04');
});

it('is the same however many others were made in between', () => {
  // Where no clock was ever put back, so that each stamp is that of one second.
  process.env['TZ'] = 'Asia/Kathmandu';
  const second = fc.integer({ min: 0, max: 4_000_000_000 });
  fc.assert(
    fc.property(
      fc.array(second, { minLength: 100, maxLength: 200 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (all, part) => {
        const stamps = all.map((time) => localStamp(time));
        expect(all.map((time) => localStamp(time + part))).toEqual(stamps);
        expect(stamps.map((stamp) => new Date(stamp).getTime() / 1000)).toEqual(all);
      },
    ),
    { numRuns: 20 },
  );
});
