import { expect, it } from 'vitest';
import { LineBuffer } from '../../src/filter/line-buffer.js';

const line = (text: string) => ({ text: `${text}\n`, original: `at ${text}` });
const filled = (maxlines: number, ...texts: readonly string[]) =>
  texts.reduce((buffer, text) => buffer.with(line(text)), new LineBuffer(maxlines));

it('keeps the last lines only', () => {
  expect(filled(2, 'a', 'b', 'c').text).toBe('b\nc\n');
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
  expect(
    filled(3, 'ab', 'cd', 'ef')
      .touched([start, end], [])
      .map(({ text }) => text),
  ).toEqual(texts.map((text) => `${text}\n`));
});

it('leaves skipped lines for the next match', () => {
  const buffer = filled(3, 'ab', 'cd', 'ef');
  expect(buffer.without(buffer.touched([0, 9], [[3, 6]])).text).toBe('cd\n');
});

it('stays as it is when another is made of it', () => {
  const buffer = filled(2, 'a', 'b');
  expect(
    [buffer.with(line('c')), buffer.without(buffer.touched([0, 9], [])), buffer.map(() => 'x\n')].map(
      ({ text }) => text,
    ),
  ).toEqual(['b\nc\n', '', 'x\nx\n']);
  expect(buffer.text).toBe('a\nb\n');
});
