import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { KeptStream } from '../../../src/server/logger/kept-stream.js';
import { HandWaker } from '../../support/hand-waker.js';

const turn = async () => new Promise((resolve) => setImmediate(resolve));

it('is opened anew for the line that comes too late, and at most once a second', async () => {
  const opened: PassThrough[] = [];
  let now = 0;
  const stream = new KeptStream(
    () => {
      const one = new PassThrough();
      opened.push(one);
      return one;
    },
    () => now,
  );
  const read = () => opened.map((one) => String(one.read() ?? ''));
  stream.write('one');
  stream.write('two');
  expect(read()).toEqual(['one\ntwo\n']);
  opened[0]?.destroy();
  stream.write('soon');
  expect(opened).toHaveLength(1);
  now = 1;
  stream.write('three');
  expect(read()).toEqual(['', 'soon\nthree\n']);
  now = 2;
  const [, second] = opened;
  if (second === undefined) throw new Error('it was opened');
  second._transform = (_chunk, _encoding, done) => done(new Error('EPIPE'));
  stream.write('four');
  await turn();
  expect(read().at(-1)).toBe('four\n');
  stream.close();
  await turn();
  expect(opened.at(-1)?.writableFinished).toBe(true);
});

it('loses what nobody reads, rather than keep all of it', () => {
  const opened = new PassThrough({ highWaterMark: 1 });
  const stream = new KeptStream(() => opened);
  for (let n = 0; n < 5000; n++) stream.write('x'.repeat(1000));
  expect(opened.writableLength).toBeLessThan(1_100_000);
});

it('is opened anew a second later, also where no further line comes', () => {
  const opened: PassThrough[] = [];
  const waker = new HandWaker();
  let now = 0;
  const open = () => {
    const stream = new PassThrough();
    opened.push(stream);
    return stream;
  };
  const kept = new KeptStream(open, () => now, waker);
  const received = () => opened.map((stream) => (stream.read() as Buffer | null)?.toString() ?? '');
  kept.write('one');
  expect(received()).toEqual(['one\n']);
  opened[0]?.destroy();
  kept.write('two');
  kept.write('three');
  expect(opened).toHaveLength(1);
  now = 1;
  waker.wake();
  expect(received().slice(1)).toEqual(['two\nthree\n']);
  kept.close();
});
