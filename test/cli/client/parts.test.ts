import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutIntoParts, partsOf } from '../../../src/cli/client/parts.js';

const ids = (count: number) => Array.from({ length: count }, (_, i) => `2001:db8::${i.toString(16)}`);

it.each([
  [['unban'], 1],
  [['banned'], 1],
  [['set', 'sshd', 'banip'], 3],
  [['set', 'sshd', 'unbanip'], 3],
  [['set', 'sshd', 'unbanip', '--report-absent'], 4],
  [['get', 'sshd', 'banned'], 3],
  [['set', 'sshd', 'addignoreip'], 3],
])('cuts a long %j behind the words that say what is to be done', (head, length) => {
  const words = [...head, ...ids(100_000)];
  const parts = partsOf(words);
  expect(parts?.head).toBe(length);
  const pieces = cutIntoParts(words, parts ?? { head: 0, join: () => undefined });
  expect(pieces.length).toBeGreaterThan(1);
  for (const piece of pieces) {
    expect(piece.slice(0, length)).toEqual(head);
    expect(Buffer.byteLength(JSON.stringify({ command: piece }))).toBeLessThan(2 ** 20);
  }
  expect(pieces.flatMap((piece) => piece.slice(length))).toEqual(words.slice(length));
});

it.each([['status'], ['set', 'sshd', 'addfailregex'], ['get', 'sshd', 'banip'], ['constructor']])(
  'leaves %j whole',
  (...words) => {
    expect(partsOf(words)).toBeUndefined();
  },
);

it('keeps order and words whatever ids are like, and needs no piece without one', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 })), (given) => {
      const parts = partsOf(['unban']);
      const pieces = cutIntoParts(['unban', ...given], parts ?? { head: 0, join: () => undefined });
      expect(pieces.flatMap((piece) => piece.slice(1))).toEqual(given);
    }),
  );
});

it('makes one answer of all', () => {
  expect(partsOf(['unban'])?.join([5000, 5000, 7])).toBe(10_007);
  expect(partsOf(['banned'])?.join([[['a'], []], [['a', 'b']]])).toEqual([['a'], [], ['a', 'b']]);
  expect(partsOf(['get', 'a', 'banned'])?.join([[1, 0], 1])).toEqual([1, 0, 1]);
});
