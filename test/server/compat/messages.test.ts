import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfMessage, Messages } from '../../../src/server/compat/messages.js';
import { until } from '../../support/until.js';

const longest = 20;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** What comes out when bytes come in as these pieces. */
function cut(pieces: readonly Buffer[]): readonly string[] {
  const messages = new Messages(longest);
  return pieces.flatMap((piece) => {
    messages.add(piece);
    const taken: string[] = [];
    for (let one = messages.take(); one !== undefined; one = messages.take()) taken.push(one.toString('latin1'));
    return taken;
  });
}

function inPieces(bytes: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...pieces, bytes.subarray(at)];
}

/** Bytes in which the marker begins again and again, and which have no end of a message in them. */
const content = fc
  .array(fc.constantFrom('<', '<F2B_END_COMMAND', 'F2B_', 'x', '>', '\0', '<F2B_CLOSE_COMMAND>'), { maxLength: 4 })
  .map((parts) => parts.join(''))
  .filter((text) => !`${text}${endOfMessage.slice(0, -1)}`.includes(endOfMessage));

describe('Messages', () => {
  it('come out as they went in, however the bytes are cut, those that are too long as just that', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(content), content, lengths, (wanted, begun, cuts) => {
        const bytes = Buffer.from([...wanted.map((text) => text + endOfMessage), begun].join(''));
        const expected = wanted.map((text) => (text.length > longest ? 'too long' : text));
        expect(cut(inPieces(bytes, cuts))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('that come byte by byte are all seen', () => {
    const bytes = Buffer.from(`ping${endOfMessage}${endOfMessage}${'x'.repeat(99)}${endOfMessage}stop${endOfMessage}`);
    expect(cut(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(['ping', '', 'too long', 'stop']);
  });

  it('know whether there is part of one', () => {
    const messages = new Messages(longest);
    const amidst = (text: string) => {
      messages.add(Buffer.from(text));
      messages.take();
      return messages.isAmidst;
    };
    expect(['p', endOfMessage, 'x'.repeat(99), endOfMessage].map(amidst)).toEqual([true, false, true, false]);
  });

  it('hold no more of one without an end than the longest may have', async () => {
    const messages = new Messages(longest);
    const before = process.memoryUsage().arrayBuffers;
    for (let times = 0; times < 200; times++) {
      messages.add(Buffer.alloc(100_000, '<F2B_END_COMMAND'));
      expect(messages.take()).toBeUndefined();
    }
    // The collector gives memory back in its own time.
    await until(() => {
      gc();
      return process.memoryUsage().arrayBuffers - before < 1_000_000;
    });
    messages.add(Buffer.from(endOfMessage));
    expect(messages.take()).toBe('too long');
  });
});
