import {
  appendFileSync,
  copyFileSync,
  symlinkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FilePosition } from '../../src/source/line.js';
import type { TailFile } from '../../src/source/tail-file.js';
import { recordedLog } from '../support/recorded-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { drain, keeping, tailOf } from './tail-of.js';

async function slowLooks(tail: TailFile, count: number): Promise<string[]> {
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    tail.age();
    lines.push(...(await drain(tail)));
  }
  return lines;
}

/** Reads all, and gives the position a sink would have saved. */
async function lastPosition(tail: TailFile): Promise<FilePosition> {
  let position: FilePosition | undefined;
  for (let batch = await tail.read(); batch !== undefined; batch = await tail.read()) {
    if (batch.position.kind === 'file') position = batch.position;
    tail.accept(batch);
  }
  if (position === undefined) throw new Error('nothing was read');
  return position;
}

describe('reading', () => {
  it('gives complete lines with the position behind them', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'one\r\ntwo\nhal');
    const tail = tailOf(path);
    const batch = await tail.read();
    expect(batch).toMatchObject({
      path,
      lines: [
        { text: 'one', end: 5 },
        { text: 'two', end: 9 },
      ],
      position: { kind: 'file', path, offset: 9, inode: String(statSync(path).ino), fingerprintLength: 9 },
    });
    if (batch !== undefined) tail.accept(batch);
    expect(await tail.read()).toBeUndefined();
    appendFileSync(path, 'f\n');
    expect(await drain(tail)).toEqual(['half']);
    await tail.close();
  });

  it('gives the same batch until it is accepted, and only that can be', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'one\n');
    const tail = tailOf(path);
    const batch = await tail.read();
    appendFileSync(path, 'two\n');
    expect(await tail.read()).toBe(batch);
    if (batch !== undefined) tail.accept(batch);
    expect(() => batch && tail.accept(batch)).toThrow('only the batch given last');
    expect(await drain(tail)).toEqual(['two']);
    await tail.close();
  });

  it('gives a large file in pieces of at most 256 KiB, every line once', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 90)}`);
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    const tail = tailOf(path);
    const seen: string[] = [];
    let before = 0;
    for (let batch = await tail.read(); batch !== undefined; batch = await tail.read()) {
      const end = batch.lines.at(-1)?.end ?? 0;
      expect(end - before).toBeLessThanOrEqual(256 * 1024);
      before = end;
      seen.push(...batch.lines.map(({ text }) => text));
      tail.accept(batch);
    }
    expect(seen).toEqual(lines);
    await tail.close();
  });

  it('delivers a line of 3 MB whole, also when it is written bit by bit', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    const long = 'long '.repeat(600_000);
    writeFileSync(path, `before\n${long}`);
    const tail = tailOf(path);
    expect(await drain(tail)).toEqual(['before']);
    appendFileSync(path, 'end');
    expect(await drain(tail)).toEqual([]);
    appendFileSync(path, '\r\nafter\n');
    expect(await drain(tail)).toEqual([`${long}end`, 'after']);
    expect(tail.shortenedLines).toBe(0);
    await tail.close();
  });

  it('keeps the first 16 MiB of a longer line, says so, and goes on behind it', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    const { log, lines: said } = recordedLog();
    const piece = Buffer.alloc(1024 * 1024, 'a');
    for (let i = 0; i < 20; i++) appendFileSync(path, piece);
    appendFileSync(path, '\nnext\n');
    const tail = tailOf(path, { log });
    const [long, next] = await drain(tail);
    expect(long).toHaveLength(16 * 1024 * 1024);
    expect(next).toBe('next');
    expect(tail.shortenedLines).toBe(1);
    expect(said).toEqual([`WARNING filter A line of ${path} is longer than 16 MiB; only its beginning is looked at.`]);
    await tail.close();
  });

  it('warns once of bytes that are no text and delivers them all the same', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    const { log, lines: said } = recordedLog();
    writeFileSync(path, Buffer.from([0x61, 0xff, 0x0a, 0xfe, 0x00, 0x0a]));
    const tail = tailOf(path, { log });
    expect(await drain(tail)).toEqual(['a\uFFFD', '\uFFFD\0']);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('set logencoding');
    await tail.close();
  });
});

describe('where reading starts', () => {
  it('skips what is there with tail, and a file that comes later is read whole', async () => {
    const directory = temporaryFolder('source');
    const there = join(directory, 'there.log');
    const later = join(directory, 'later.log');
    writeFileSync(there, 'old\n');
    const tail = tailOf(there, { from: 'tail' });
    const waiting = tailOf(later, { from: 'tail' });
    expect([await drain(tail), await drain(waiting)]).toEqual([[], []]);
    appendFileSync(there, 'new\n');
    writeFileSync(later, 'first\n');
    const batch = await tail.read();
    expect(batch).toMatchObject({ lines: [{ text: 'new' }], inOperation: true, writtenAfterStart: true });
    expect(await drain(waiting)).toEqual(['first']);
    await Promise.all([tail.close(), waiting.close()]);
  });

  it('goes on at a saved position', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'one\ntwo\n');
    const before = tailOf(path);
    const position = await lastPosition(before);
    await before.close();
    appendFileSync(path, 'three\n');
    const tail = tailOf(path, { positions: keeping(position) });
    expect(await drain(tail)).toEqual(['three']);
    await tail.close();
  });

  it.each<[string, (path: string) => void, string[]]>([
    ['truncated', (path) => writeFileSync(path, 'x\n'), ['x']],
    ['refilled', (path) => writeFileSync(path, 'new one\nnew two\nnew three\n'), ['new one', 'new two', 'new three']],
    [
      'rotated with lines behind the position',
      (path) => {
        appendFileSync(path, 'late\n');
        renameSync(path, `${path}.1`);
        writeFileSync(path, 'new\n');
      },
      ['late', 'new'],
    ],
    [
      'rotated, the old one gone',
      (path) => {
        rmSync(path);
        writeFileSync(path, 'something new\n');
      },
      ['something new'],
    ],
    [
      'restored from a copy',
      (path) => {
        copyFileSync(path, `${path}.copy`);
        rmSync(path);
        renameSync(`${path}.copy`, path);
        appendFileSync(path, 'three\n');
      },
      ['three'],
    ],
  ])('saved, then %s', async (_name, change, lines) => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'one\ntwo\n');
    const before = tailOf(path);
    const position = await lastPosition(before);
    await before.close();
    change(path);
    const tail = tailOf(path, { positions: keeping(position) });
    expect(await drain(tail)).toEqual(lines);
    await tail.close();
  });
});

describe('catching up and in operation', () => {
  const flags = async (tail: TailFile): Promise<unknown[]> => {
    const seen = [];
    for (let batch = await tail.read(); batch !== undefined; batch = await tail.read()) {
      const text = batch.lines.map((line) => line.text).join();
      if (text !== '') seen.push([text, batch.inOperation, batch.writtenAfterStart]);
      tail.accept(batch);
    }
    return seen;
  };

  it('is in operation once the end was reached after content, and knows what was written since', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'old\npart');
    const tail = tailOf(path);
    expect(await flags(tail)).toEqual([['old', false, false]]);
    appendFileSync(path, 'ial\nnew\n');
    expect(await flags(tail)).toEqual([
      ['partial', true, false],
      ['new', true, true],
    ]);
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'rotated\n');
    expect(await flags(tail)).toEqual([['rotated', true, true]]);
    await tail.close();
  });

  it('takes all that was written while it was away for older than the first look', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'one\n');
    const before = tailOf(path);
    const position = await lastPosition(before);
    await before.close();
    appendFileSync(path, 'late\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'new\n');
    const tail = tailOf(path, { positions: keeping(position) });
    expect(await flags(tail)).toEqual([
      ['late', false, false],
      ['new', false, false],
    ]);
    await tail.close();
  });

  it('does not mix lines of before and after the first look in one batch', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'a\nb\n');
    const tail = tailOf(path);
    const batch = await tail.read();
    appendFileSync(path, 'c\n');
    if (batch !== undefined) tail.accept(batch);
    expect(await flags(tail)).toEqual([['c', true, true]]);
    await tail.close();
  });

  it('still catches up with the first lines of a file that was empty', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, '');
    const tail = tailOf(path);
    expect(await flags(tail)).toEqual([]);
    appendFileSync(path, 'x\n');
    expect(await flags(tail)).toEqual([['x', false, true]]);
    await tail.close();
  });
});

describe('rotation', () => {
  it('delivers 100 of 100 lines written right before ten renames', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, '');
    const tail = tailOf(path);
    const seen = await drain(tail);
    const written: string[] = [];
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 10; i++) {
        written.push(`${round}.${i}`);
        appendFileSync(path, `${round}.${i}\n`);
      }
      renameSync(path, `${path}.${round}`);
      writeFileSync(path, '');
      seen.push(...(await drain(tail)));
    }
    expect(seen).toEqual(written);
    await tail.close();
  });

  it('reads what programs still write to the renamed file, and does not move the position back for it', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'a\n');
    const tail = tailOf(path);
    expect(await drain(tail)).toEqual(['a']);
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'b\n');
    writeFileSync(path, 'c\n');
    expect(await drain(tail)).toEqual(['b', 'c']);
    appendFileSync(`${path}.1`, 'd\n');
    expect(await tail.read()).toMatchObject({
      lines: [{ text: 'd' }],
      position: { inode: String(statSync(path).ino), offset: 2 },
    });
    await tail.close();
  });

  it('lets go of the old file after some quiet slow looks', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'a\n');
    const old = { device: String(statSync(path).dev), inode: String(statSync(path).ino) };
    const tail = tailOf(path);
    await drain(tail);
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    await slowLooks(tail, 5);
    expect(tail.holds(old)).toBe(true);
    appendFileSync(path, 'b\n');
    await drain(tail);
    await slowLooks(tail, 2);
    appendFileSync(`${path}.1`, 'late\n');
    expect(await slowLooks(tail, 2)).toEqual(['late']);
    expect(tail.holds(old)).toBe(true);
    await slowLooks(tail, 1);
    expect(tail.holds(old)).toBe(false);
    await tail.close();
  });

  it('follows a file that is renamed away and back', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'a\n');
    const tail = tailOf(path);
    await drain(tail);
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'between\n');
    expect(await drain(tail)).toEqual(['between']);
    renameSync(`${path}.1`, path);
    appendFileSync(path, 'b\n');
    expect(await tail.read()).toMatchObject({
      lines: [{ text: 'b' }],
      position: { inode: String(statSync(path).ino), offset: 4 },
    });
    await tail.close();
  });

  it('starts again in a file of which only the end was cut off', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, '0123456\n'.repeat(500));
    const tail = tailOf(path);
    await drain(tail);
    truncateSync(path, 1600);
    expect(await drain(tail)).toHaveLength(200);
    await tail.close();
  });

  it('notices that a long half line was replaced by lines', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'x'.repeat(300_000));
    const tail = tailOf(path);
    expect(await drain(tail)).toEqual([]);
    writeFileSync(path, 'a line\n'.repeat(50_000));
    expect((await tail.read())?.lines[0]).toMatchObject({ text: 'a line', end: 7 });
    expect(await drain(tail)).toHaveLength(50_000);
    await tail.close();
  });

  it.each<[string, (path: string) => void]>([
    ['emptied', (path) => truncateSync(path)],
    ['replaced by less', (path) => writeFileSync(path, 'x')],
  ])('starts again in a file that was %s', async (_name, truncate) => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'one\ntwo\n');
    const tail = tailOf(path);
    await drain(tail);
    truncate(path);
    expect(await drain(tail)).toEqual([]);
    appendFileSync(path, '1\n');
    expect(await drain(tail)).toEqual([expect.stringMatching(/^x?1$/)]);
    await tail.close();
  });

  it('notices a file refilled beyond the old position, and counts nothing twice', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'one\ntwo\n');
    const tail = tailOf(path);
    await drain(tail);
    writeFileSync(path, 'new one\nnew two\nnew three\n');
    expect(await drain(tail)).toEqual(['new one', 'new two', 'new three']);
    expect(await drain(tail)).toEqual([]);
    await tail.close();
  });

  it('follows a link that is pointed elsewhere', async () => {
    const directory = temporaryFolder('source');
    const path = join(directory, 'current');
    writeFileSync(join(directory, 'a'), 'a1\n');
    writeFileSync(join(directory, 'b'), 'b1\n');
    symlinkSync(join(directory, 'a'), path);
    const tail = tailOf(path);
    expect(await drain(tail)).toEqual(['a1']);
    symlinkSync(join(directory, 'b'), `${path}.new`);
    renameSync(`${path}.new`, path);
    expect(await drain(tail)).toEqual(['b1']);
    await tail.close();
  });
});

describe('a file that is not there', () => {
  it('is waited for: said once when missing, once when back, and again when it goes', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    const { log, lines: said } = recordedLog();
    const tail = tailOf(path, { log });
    await slowLooks(tail, 3);
    expect(said).toEqual([expect.stringMatching(/^WARNING filter .*app\.log: there is no such file/)]);
    writeFileSync(path, 'a\n');
    expect(await drain(tail)).toEqual(['a']);
    expect(said).toHaveLength(2);
    rmSync(path);
    expect(await drain(tail)).toEqual([]);
    expect(said).toHaveLength(2);
    await slowLooks(tail, 5);
    expect(said).toHaveLength(3);
    expect(tail.isOpen).toBe(false);
    writeFileSync(path, 'b\n');
    expect(await drain(tail)).toEqual(['b']);
    await tail.close();
  });

  it('is read to its end after it was deleted', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeFileSync(path, 'a\n');
    const tail = tailOf(path);
    await drain(tail);
    appendFileSync(path, 'b\n');
    rmSync(path);
    expect(await drain(tail)).toEqual(['b']);
    await tail.close();
  });

  it('may be a directory first', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    const { log, lines: said } = recordedLog();
    mkdirSync(path);
    const tail = tailOf(path, { log });
    await slowLooks(tail, 2);
    expect(said).toEqual([expect.stringContaining('is a directory')]);
    rmSync(path, { recursive: true });
    writeFileSync(path, 'a\n');
    expect(await drain(tail)).toEqual(['a']);
    await tail.close();
  });
});
