import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EndQueue } from '../../src/ban/end-queue.js';

it('gives what ends first, whatever was put in and taken out before', () => {
  const step = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constant('shift' as const));
  fc.assert(
    fc.property(fc.array(step, { size: 'large' }), (steps) => {
      const queue = new EndQueue();
      let ends: number[] = [];
      for (const end of steps) {
        if (end === 'shift') {
          queue.shift();
          ends = ends.slice(1);
        } else {
          queue.push({ id: `ends at ${end}`, end });
          ends = [...ends, end].sort((one, other) => one - other);
        }
        expect(queue.first()?.end).toBe(ends[0]);
        if (ends[0] !== undefined) expect(queue.first()?.id).toBe(`ends at ${ends[0]}`);
      }
    }),
  );
});
