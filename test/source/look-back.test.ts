import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decoderFor } from '../../src/source/decoder.js';
import type { FilePlace } from '../../src/source/line.js';
import { lookBack } from '../../src/source/look-back.js';
import { OpenLog } from '../../src/source/open-log.js';
import { SourceError } from '../../src/source/source-error.js';
import type { DateReader } from '../../src/source/start-by-date.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const decode = decoderFor('auto');

function log(text: string): string {
  const path = join(temporaryFolder('source'), 'app.log');
  writeFileSync(path, text);
  return path;
}

/** The place in a file at which somebody is who has read so many bytes of it. */
async function placeIn(path: string, offset: number): Promise<FilePlace> {
  const file = await OpenLog.open(path);
  file.startAt(offset, (await file.found()).head);
  const place = file.place();
  await file.close();
  return place;
}

async function begin(path: string, offset: number, readers: readonly DateReader[] = []) {
  return lookBack({ path, upTo: await placeIn(path, offset), decode, readers: () => readers });
}

async function textsOf(batches: ReturnType<typeof lookBack>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { lines } of batches) texts.push(...lines.map(({ text }) => text));
  return texts;
}

/** Two chunks of lines with their numbers as dates. */
const many = Array.from({ length: 40_000 }, (_, i) => `line ${i}`);
const text = many.map((line) => `${line}\n`).join('');

describe('lookBack', () => {
  it.each([
    ['up to a line end', 8, ['one', 'two']],
    ['not the line in which others begin', 9, ['one', 'two']],
    ['nothing where others have read nothing', 0, []],
  ])('gives lines %s', async (_, offset, lines) => {
    const path = log('one\ntwo\nthree\nfour\n');
    expect(await textsOf(await begin(path, offset))).toEqual(lines);
  });

  it('gives them as lines from before, and no position', async () => {
    const path = log('one\ntwo\n');
    const batches = await begin(path, 4);
    const { value } = await batches.next();
    await batches.return();
    expect(value).toEqual({
      path,
      lines: [expect.objectContaining({ text: 'one', end: 4 })],
      inOperation: false,
      writtenAfterStart: false,
    });
  });

  it('begins where lines are young enough for whoever reads', async () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `${i} ${'x'.repeat(60)}\n`);
    const path = log(lines.join(''));
    const length = lines.join('').length;
    const dates = (texts: readonly string[]) => texts.map((line) => Number.parseInt(line, 10));
    const found = await textsOf(await begin(path, length, [{ since: 190_000, datesOf: dates }]));
    expect(found.at(-1)).toBe(lines.at(-1)?.trimEnd());
    expect(Number.parseInt(found[0] ?? '', 10)).toBeGreaterThan(50_000);
    expect(Number.parseInt(found[0] ?? '', 10)).toBeLessThan(190_000 - 3600);
  });

  it.each<[string, (path: string) => void]>([
    ['renamed', (path) => renameSync(path, `${path}.1`)],
    ['deleted', (path) => rmSync(path)],
    ['written to', (path) => appendFileSync(path, 'more\n')],
  ])('stays with a file that is %s', async (_, change) => {
    const path = log(text);
    const batches = await begin(path, text.length);
    const first = await batches.next();
    change(path);
    const read = first.value?.lines.map((line) => line.text) ?? [];
    expect([...read, ...(await textsOf(batches))]).toEqual(many);
    expect(read.length).toBeLessThan(many.length);
  });

  it('ends where the content is replaced', async () => {
    const path = log(text);
    const batches = await begin(path, text.length);
    await batches.next();
    truncateSync(path);
    writeFileSync(path, `other\n${text}`);
    expect(await textsOf(batches)).toEqual([]);
  });

  it.each<[string, (path: string) => void]>([
    [
      'another file',
      (path) => {
        renameSync(path, `${path}.1`);
        writeFileSync(path, text);
      },
    ],
    ['other content', (path) => writeFileSync(path, `other\n${text}`)],
  ])('refuses %s', async (_, change) => {
    const path = log(text);
    const batches = await begin(path, text.length);
    change(path);
    await expect(batches.next()).rejects.toThrow(SourceError);
  });
});
