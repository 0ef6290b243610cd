import { expect, it } from 'vitest';
import { DelayWatch } from '../../../src/server/metrics/delay-watch.js';
import { HandWaker } from '../../support/hand-waker.js';

it('tells by how much looks came too late, at most, since it was last asked', () => {
  const waker = new HandWaker();
  let now = 100;
  const watch = new DelayWatch(() => now, waker);
  const pass = (seconds: number) => {
    now += seconds;
    waker.wake();
  };
  for (const seconds of [0.1, 0.4, 0.2]) pass(seconds);
  expect(watch.longest()).toBeCloseTo(0.3);
  pass(0.1);
  expect(watch.longest()).toBeCloseTo(0);
});

it('counts the hold that is not over for a look yet', () => {
  let now = 100;
  const watch = new DelayWatch(() => now, new HandWaker());
  now += 0.3;
  expect(watch.longest()).toBeCloseTo(0.2);
});
