import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LogReader } from '../support/log-reader.js';
import { recordedLog } from '../support/recorded-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { keeping, tailOf } from './tail-of.js';

/** A log of which the first line is read; what was read before, and how far, is kept. */
async function logReadOnce() {
  const path = join(temporaryFolder('source'), 'app.log');
  const positions = keeping();
  /** Starts anew, reads up to `batches`, and is killed. */
  const run = async (
    batches = Infinity,
    log = recordedLog().log,
    each: () => void = () => undefined,
  ): Promise<string[]> => {
    const tail = tailOf(path, { positions, log });
    const lines: string[] = [];
    for (let left = batches; left > 0; left--) {
      const batch = await tail.read();
      if (batch === undefined) break;
      lines.push(...batch.lines.map(({ text }) => text));
      positions.save(batch.position);
      tail.accept(batch);
      each();
    }
    await tail.close();
    return lines;
  };
  writeFileSync(path, 'a1\n');
  await run();
  return { path, run };
}

function rotate(path: string, name: string, ...lines: readonly string[]): void {
  renameSync(path, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
}

function pack(path: string): void {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  rmSync(path);
}

describe('rotated while nobody looked', () => {
  it('finishes the saved file, then reads whole what came after it, then what is there', async () => {
    const { path, run } = await logReadOnce();
    appendFileSync(path, 'a2\n');
    rotate(path, `${path}.1`, 'b');
    renameSync(`${path}.1`, `${path}.2`);
    rotate(path, `${path}.1`, 'c');
    expect(await run()).toEqual(['a2', 'b', 'c']);
    expect(await run()).toEqual([]);
  });

  it('leaves them to the glob that finds them by their new names too, however many they are', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    const reader = new LogReader(`${path}*`);
    writeFileSync(path, 'b0\n');
    await reader.start();
    await reader.look();
    await reader.stop();
    for (let i = 1; i <= 6; i++) rotate(path, `${path}-2026112${i}`, `b${i}`);
    await reader.start();
    await reader.look();
    await reader.stop();
    expect([...reader.counted].sort()).toEqual(Array.from({ length: 7 }, (_, i) => [`b${i}`, 1]));
  });

  it('goes on behind archives it can not unpack, however many they are', async () => {
    const { path, run } = await logReadOnce();
    rotate(path, `${path}.7`, 'b');
    for (let i = 1; i <= 6; i++) writeFileSync(`${path}.${i}.xz`, 'packed');
    expect(await run()).toEqual(['b']);
  });

  it('reads them in their order however many they are, and holds few of them', async () => {
    const { path, run } = await logReadOnce();
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 100; i++) rotate(path, `${path}-20261120.${i}`, `b${i}`);
    const lines: string[] = [];
    for (let left = 3; left > 0; left--) lines.push(...(await run(30)));
    lines.push(...(await run(Infinity, undefined, () => expect(open() - before).toBeLessThan(20))));
    expect(lines).toEqual(Array.from({ length: 100 }, (_, i) => `b${i}`));
    expect(await run()).toEqual([]);
  });

  it('does so with packed ones, and goes on in the middle of them after a kill', async () => {
    const { path, run } = await logReadOnce();
    const long = Array.from({ length: 20_000 }, (_, i) => `a ${i} ${'x'.repeat(i % 60)}`);
    appendFileSync(path, `${long.join('\n')}\n`);
    rotate(path, `${path}-20261118`, 'b');
    rotate(path, `${path}-20261119`, 'c');
    rotate(path, `${path}-20261120`, 'd');
    pack(`${path}-20261118`);
    pack(`${path}-20261119`);
    const before = await run(2);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(long.length);
    expect([...before, ...(await run(1)), ...(await run())]).toEqual([...long, 'b', 'c', 'd']);
  });

  it('goes on in the archive of what it was reading when it was killed', async () => {
    const { path, run } = await logReadOnce();
    rotate(path, `${path}.1`, ...Array.from({ length: 20_000 }, (_, i) => `b ${i} ${'x'.repeat(40)}`));
    renameSync(`${path}.1`, `${path}.2`);
    rotate(path, `${path}.1`, 'c');
    const before = await run(2);
    pack(`${path}.1`);
    pack(`${path}.2`);
    const all = [...before, ...(await run())];
    expect(all).toHaveLength(20_001);
    expect(new Set(all).size).toBe(20_001);
  });

  it.each<[string, (gz: string) => void, number, RegExp]>([
    [
      'cut off',
      (gz) => truncateSync(gz, 100_000),
      10_000,
      /Can't unpack .*app\.log\.1\.gz behind byte \d+ of its text: .*; its rest is not looked at/,
    ],
    ['none at all', (gz) => writeFileSync(gz, 'no archive'), 0, /Can't read .*app\.log\.1\.gz.*incorrect header/],
  ])('says of an archive that it is %s, and goes on behind it', async (_name, spoil, atLeast, said) => {
    const { path, run } = await logReadOnce();
    const { log, lines } = recordedLog();
    rotate(path, `${path}.1`, ...Array.from({ length: 40_000 }, (_, i) => `b ${Math.sin(i)}`));
    renameSync(`${path}.1`, `${path}.2`);
    rotate(path, `${path}.1`, 'c');
    pack(`${path}.1`);
    spoil(`${path}.1.gz`);
    const read = await run(Infinity, log);
    expect(read.length).toBeGreaterThan(atLeast);
    expect(read.at(-1)).toBe('c');
    expect(lines).toEqual([expect.stringMatching(said)]);
  });

  it('says of an archive it can not unpack that its lines are not looked at', async () => {
    const { path, run } = await logReadOnce();
    const { log, lines } = recordedLog();
    rotate(path, `${path}.2`, 'b');
    rotate(path, `${path}.1.xz`, 'c');
    expect(await run(Infinity, log)).toEqual(['c']);
    expect(lines).toEqual([expect.stringContaining('app.log.1.xz, rotated meanwhile: only gzip can be unpacked')]);
  });

  it('reads the rest of a copy before the file that was truncated', async () => {
    const { path, run } = await logReadOnce();
    appendFileSync(path, 'a2\n');
    copyFileSync(path, `${path}.1`);
    writeFileSync(path, 'b\n');
    expect(await run()).toEqual(['a2', 'b']);
    expect(await run()).toEqual([]);
  });

  it('reads a file whole that was empty when it was last looked at', async () => {
    const { path, run } = await logReadOnce();
    rmSync(path);
    writeFileSync(path, '');
    expect(await run()).toEqual([]);
    appendFileSync(path, 'b\n');
    rotate(path, `${path}.1`, 'c');
    expect(await run()).toEqual(['b', 'c']);
  });

  it('still follows the file before, which somebody has open', async () => {
    const { path, run } = await logReadOnce();
    rotate(path, `${path}.1`, 'b');
    expect(await run()).toEqual(['b']);
    appendFileSync(`${path}.1`, 'late\n');
    appendFileSync(path, 'b2\n');
    expect((await run()).sort()).toEqual(['b2', 'late']);
    expect(await run()).toEqual([]);
  });

  it('delivers the first 16 MiB of a line in an archive, and goes on behind it', async () => {
    const { path, run } = await logReadOnce();
    const { log, lines: said } = recordedLog();
    rotate(path, `${path}.1`, 'x'.repeat(20 * 1024 * 1024), 'after');
    renameSync(`${path}.1`, `${path}.2`);
    rotate(path, `${path}.1`, 'c');
    pack(`${path}.1`);
    const lines = await run(Infinity, log);
    expect(lines.map(({ length }) => length)).toEqual([16 * 1024 * 1024, 5, 1]);
    expect(said).toEqual([expect.stringContaining('is longer than 16 MiB')]);
    expect(await run()).toEqual([]);
  });
});
