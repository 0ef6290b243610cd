import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventReader } from '../../../src/cli/client/event-reader.js';

const stream =
  ': events\n\nevent: ban\ndata: {"id":"192.0.2.1"}\n\n: still here\n\nevent: unban\ndata: {"a":\ndata: 1}\n\nevent: found\nda';

it('gives the data of whole events, and leaves out comments', () => {
  const reader = new EventReader();
  expect(reader.read(stream)).toEqual(['{"id":"192.0.2.1"}', '{"a":\n1}']);
  expect(reader.read('ta: {}\n\n')).toEqual(['{}']);
});

it('gives the same however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
      const reader = new EventReader();
      const ends = [...cuts, stream.length].sort((a, b) => a - b);
      const pieces = ends.map((end, i) => stream.slice(ends[i - 1] ?? 0, end));
      expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(['{"id":"192.0.2.1"}', '{"a":\n1}']);
    }),
  );
});
