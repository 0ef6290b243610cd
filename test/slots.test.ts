import { expect, it } from 'vitest';
import { Slots } from '../src/slots.js';

it('Slots runs so many tasks at once, the rest in order, failing ones too', async () => {
  const slots = new Slots(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const runs = [0, 1, 2, 3].map(async (number) =>
    slots
      .run(async () => {
        begun.push(number);
        await new Promise<void>((end) => ends.push(end));
        if (number === 0) throw new Error('no');
        return number;
      })
      .catch(() => 'failed'),
  );
  expect(begun).toEqual([0, 1]);
  ends[0]?.();
  await runs[0];
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  ends[2]?.();
  await Promise.all([runs[1], runs[2]]);
  ends[3]?.();
  expect(await Promise.all(runs)).toEqual(['failed', 1, 2, 3]);
});
