import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Windows } from '../../src/failure/windows.js';

/** Ids that differ in what is short, long, not ASCII, or looks alike. */
const ids = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map((n) => `192.0.2.${n}`),
  fc.constantFrom('', 'a', 'b', '\0', '\uFEFFa', 'ä', '🙂', 'x'.repeat(9000)),
);
const windows = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 20 });

it('does as a map would whose latest entries are last', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(ids, windows) },
    { weight: 2, arbitrary: fc.tuple(ids) },
    { weight: 1, arbitrary: fc.constant('first' as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { size: 'max', maxLength: 1500 }), (steps) => {
      const packed = new Windows(0x1234_5678);
      const map = new Map<string, readonly number[]>();
      for (const step of steps) {
        const [id, window] = step === 'first' ? [packed.first()?.[0] ?? ''] : step;
        map.delete(id);
        if (window === undefined) packed.delete(id);
        else {
          packed.set(id, window);
          map.set(id, window);
        }
        const [first] = map;
        expect(packed.first()?.[0]).toEqual(first?.[0]);
      }
      expect(packed.count).toBe(map.size);
      expect([...packed]).toEqual([...map]);
      for (const [id, times] of map) {
        expect(packed.get(id)).toEqual(times);
        expect(packed.first()?.[0]).toBe(id);
        packed.delete(id);
        expect(packed.get(id)).toBeUndefined();
      }
      expect(packed.bytes).toBe(0);
    }),
    { numRuns: 30 },
  );
});

it('takes no more than 32 bytes for an IPv4 address that failed once', () => {
  const packed = new Windows(0x1234_5678);
  for (let n = 0; n < 100_000; n++) packed.set(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, [n]);
  expect(packed.count).toBe(100_000);
  expect(packed.bytes).toBeLessThanOrEqual(3_200_000);
  expect(packed.get('10.1.0.7')).toEqual([65_543]);
});
