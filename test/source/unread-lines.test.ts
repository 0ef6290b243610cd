import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decoderFor } from '../../src/source/decoder.js';
import { LogBytes } from '../../src/source/log-bytes.js';
import { chunkLength, longestLine } from '../../src/source/readable-log.js';
import { UnreadLines } from '../../src/source/unread-lines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const decode = decoderFor('utf-8');

/** A log with this content, and its lines. */
async function logOf(content: string) {
  const path = join(temporaryFolder('source'), 'app.log');
  writeFileSync(path, content);
  const bytes = await LogBytes.open(path);
  return { path, bytes, unread: new UnreadLines(bytes) };
}

describe('UnreadLines', () => {
  it.each([
    { what: 'all whole lines', content: 'a\nb\nc', from: 0, wanted: 100, texts: ['a', 'b'], end: 4, searched: 0 },
    {
      what: 'those of so many bytes',
      content: 'a\nb\nc\n',
      from: 0,
      wanted: 5,
      texts: ['a', 'b'],
      end: 4,
      searched: 0,
    },
    {
      what: 'those behind a place',
      content: 'a\nb\nc\n',
      from: 2,
      wanted: 100,
      texts: ['b', 'c'],
      end: 6,
      searched: 2,
    },
    {
      what: 'a line that is longer',
      content: 'abcdef\ng\n',
      from: 0,
      wanted: 3,
      texts: ['abcdef'],
      end: 7,
      searched: 3,
    },
    { what: 'no half line', content: 'abc', from: 0, wanted: 100, texts: undefined, end: undefined, searched: 0 },
    { what: 'no long half line', content: 'abcdef', from: 0, wanted: 3, texts: undefined, end: undefined, searched: 6 },
    { what: 'nothing at the end', content: 'a\n', from: 2, wanted: 100, texts: undefined, end: undefined, searched: 2 },
  ])('gives $what, and consumes nothing', async ({ content, from, wanted, texts, end, searched }) => {
    const { bytes, unread } = await logOf(content);
    unread.skipTo(from);
    const { cut, seen } = await unread.next(wanted, decode);
    expect(cut?.lines.map(({ text }) => text)).toEqual(texts);
    expect(cut?.end).toBe(end);
    expect(content.slice(from).startsWith(String(seen))).toBe(true);
    expect([unread.offset, unread.searched]).toEqual([from, searched]);
    await bytes.close();
  });

  it('does not look again at what it has looked through of a long line', async () => {
    const { path, bytes, unread } = await logOf('x'.repeat(chunkLength));
    expect((await unread.next(chunkLength, decode)).seen).toHaveLength(chunkLength);
    expect(await unread.next(chunkLength, decode)).toEqual({});
    appendFileSync(path, 'y\nz\n');
    const { cut } = await unread.next(chunkLength, decode);
    expect(cut?.lines).toEqual([{ text: `${'x'.repeat(chunkLength)}y`, end: chunkLength + 2 }]);
    await bytes.close();
  });

  it.each([
    { beyond: 0, shortened: false },
    { beyond: 1, shortened: true },
  ])('keeps what it may of a line $beyond bytes too long', async ({ beyond, shortened }) => {
    const { bytes, unread } = await logOf(`${'x'.repeat(longestLine + beyond)}\n`);
    const { cut } = await unread.next(chunkLength, decode);
    expect(cut).toMatchObject({ end: longestLine + beyond + 1, shortened });
    expect(cut?.lines[0]?.text).toHaveLength(longestLine);
    await bytes.close();
  });
});
