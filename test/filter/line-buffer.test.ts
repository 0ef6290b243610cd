import { expect, it } from 'vitest';
import { LineBuffer } from '../../src/filter/line-buffer.js';

const line = (text: string) => ({ text, original: `at ${text}` });

it('keeps the last lines only', () => {
  const buffer = new LineBuffer(2);
  for (const text of ['a', 'b', 'c']) buffer.push(line(text));
  expect(buffer.text).toBe('b\nc\n');
});

it.each([
  [[0, 1], ['ab']],
  [[2, 3], ['ab']],
  [[3, 5], ['cd']],
  [
    [1, 4],
    ['ab', 'cd'],
  ],
  [[3, 3], ['cd']],
  [
    [0, 9],
    ['ab', 'cd', 'ef'],
  ],
] as const)('a match of %j touches %j', ([start, end], texts) => {
  const buffer = new LineBuffer(3);
  for (const text of ['ab', 'cd', 'ef']) buffer.push(line(text));
  expect(buffer.touched([start, end], []).map(({ text }) => text)).toEqual(texts);
});

it('leaves skipped lines for the next match', () => {
  const buffer = new LineBuffer(3);
  for (const text of ['ab', 'cd', 'ef']) buffer.push(line(text));
  buffer.consume(buffer.touched([0, 9], [[3, 6]]));
  expect(buffer.text).toBe('cd\n');
});
