import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { KeptOutput } from '../../src/action/kept-output.js';
import { HandWaker } from '../support/hand-waker.js';

it('keeps the beginning, and reads the rest away little by little', async () => {
  const stream = new PassThrough();
  const waker = new HandWaker();
  const kept = new KeptOutput(stream, 5, waker);
  const much = 'x'.repeat(200_000);
  const arePaused = ['abc', 'def', much, much, much].map((text) => {
    stream.write(text);
    return stream.isPaused();
  });
  expect(arePaused).toEqual([false, false, false, true, true]);
  waker.wake();
  expect(stream.isPaused()).toBe(false);
  stream.end();
  waker.wake();
  await kept.ended;
  expect(kept.text()).toBe('abcde');
});
