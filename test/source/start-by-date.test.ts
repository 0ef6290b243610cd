import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePosition } from '../../src/source/line.js';
import { type DateReader, findByDate, type Sample, worthSearching } from '../../src/source/start-by-date.js';
import { recordedLog } from '../support/recorded-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { drain, keeping, tailOf } from './tail-of.js';

const mebibyte = 1024 * 1024;
const hour = 3600;

/** A file of lines 100 bytes long, `dateOf` telling the date of each; nothing of it is written anywhere. */
function imagined(lines: number, dateOf: (line: number) => number | undefined) {
  let asked = 0;
  const sampleAt = async (offset: number): Promise<Sample> => {
    asked += 1;
    const first = Math.ceil(offset / 100) + 1;
    const seen = Array.from({ length: Math.max(0, Math.min(40, lines - first)) }, (_, i) => dateOf(first + i));
    return Promise.resolve({ offset: first * 100, dates: seen.filter((date) => date !== undefined) });
  };
  return {
    find: async (since: number, from = 0) => findByDate({ from, to: lines * 100, since, sampleAt }),
    asked: () => asked,
  };
}

/** Lines of the file for 10 GB, one a second. */
const many = 100_000_000;

describe('findByDate', () => {
  it('finds a place shortly before the first young line of a huge log, with few samples', async () => {
    const { find, asked } = imagined(many, (line) => line);
    const since = many - hour;
    const place = (await find(since)) / 100;
    expect(place).toBeLessThan(since - hour);
    expect(place).toBeGreaterThan(since - hour - worthSearching / 100);
    expect(asked()).toBeLessThanOrEqual(3 * 256);
  });

  it('begins near the end where all is old, and at the beginning where all is young', async () => {
    const { find } = imagined(many, (line) => line);
    expect(await find(many + 10 * hour)).toBeGreaterThan((many - worthSearching / 100) * 100);
    expect(await find(-hour)).toBe(0);
  });

  it('looks only behind where reading would begin', async () => {
    const { find } = imagined(many, (line) => line);
    expect(await find(5 * hour, 50_000_000)).toBe(50_000_000);
  });

  it('reads what is small enough without a search', async () => {
    const { find, asked } = imagined(worthSearching / 100 - 1, (line) => line);
    expect(await find(many)).toBe(0);
    expect(asked()).toBe(0);
  });

  it.each<[string, (line: number) => number | undefined]>([
    ['no line has a date', () => undefined],
    ['an old block follows a young one', (line) => (line < many / 2 ? line : line - many / 2)],
    ['younger lines come first', (line) => -line],
    ['some lines are dated in the future', (line) => ((line * 2_654_435_761) % 2 ** 32 < 2 ** 22 ? many * 2 : line)],
    ['only the first line has a date', (line) => (line === 1 ? -many : undefined)],
  ])('is no further than a line when %s', async (_, dateOf) => {
    expect(await imagined(many, dateOf).find(many - hour)).toBeLessThanOrEqual(100);
  });

  it('passes over stretches without dates', async () => {
    const { find } = imagined(many, (line) => (line % 5_000_000 < 2_000_000 ? undefined : line));
    const place = (await find(many - hour)) / 100;
    expect(place).toBeGreaterThan(many - 6_000_000);
    expect(place).toBeLessThan(many - 2 * hour);
  });

  it('never passes over a young line where none is more than an hour late', async () => {
    const jitter = fc.infiniteStream(fc.integer({ min: 0, max: hour }));
    const speed = fc.integer({ min: 1, max: 50 });
    await fc.assert(
      fc.asyncProperty(jitter, speed, fc.nat(200_000), async (late, linesASecond, age) => {
        const dates = Array.from({ length: 400_000 }, (_, i) => {
          const { value } = late.next() as { value: number };
          return i / linesASecond - value;
        });
        const since = 400_000 / linesASecond - age;
        const place = (await imagined(dates.length, (line) => dates[line]).find(since)) / 100;
        const young = dates.findIndex((date) => date >= since);
        expect(place).toBeLessThanOrEqual(young === -1 ? dates.length : young);
      }),
      { numRuns: 10 },
    );
  });
});

/** Lines that begin with their date, a second each; `since` counts from the last. */
const reader = (since: number): DateReader => ({
  since,
  datesOf: (lines) => lines.flatMap((line) => (/^\d+ /.test(line) ? [Number.parseInt(line)] : [])),
});

function writeLog(path: string, lines: number, textOf = (line: number) => `${line} ${'x'.repeat(90)}`): void {
  writeFileSync(path, '');
  for (let line = 0; line < lines; line += 10_000) {
    appendFileSync(path, Array.from({ length: 10_000 }, (_, i) => `${textOf(line + i)}\n`).join(''));
  }
}

describe('a tail', () => {
  const lines = 200_000;

  it('begins a huge log where its reader may need it, with the very next line, and says so', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeLog(path, lines);
    const said = recordedLog();
    const tail = tailOf(path, { datesOf: () => [reader(lines - hour)], log: said.log });
    await tail.open();
    appendFileSync(path, `${lines} appended\n`);
    const seen = await drain(tail);
    const first = Number.parseInt(seen[0] ?? '');
    expect(first).toBeLessThan(lines - 2 * hour);
    expect(first).toBeGreaterThan(lines - 2 * hour - (9 * mebibyte) / 96);
    expect(seen.map((line) => Number.parseInt(line))).toEqual(
      Array.from({ length: lines - first + 1 }, (_, i) => first + i),
    );
    expect(said.lines.join()).toMatch(/Reading .*app\.log from byte \d+ on/);
    await tail.close();
  });

  it('heeds whoever needs most, and reads all where somebody finds no dates', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeLog(path, lines);
    const one = tailOf(path, { datesOf: () => [reader(lines - hour), reader(lines / 2)] });
    expect(Number.parseInt((await drain(one))[0] ?? '')).toBeLessThan(lines / 2);
    await one.close();
    const dateless: DateReader = { since: lines, datesOf: () => [] };
    const other = tailOf(path, { datesOf: () => [reader(lines - hour), dateless] });
    expect(await drain(other)).toHaveLength(lines);
    await other.close();
  });

  it('goes further than a saved position that is long ago', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeLog(path, lines);
    const before = tailOf(path);
    const batch = await before.read();
    await before.close();
    const saved = batch?.position as FilePosition;
    const after = tailOf(path, { positions: keeping(saved), datesOf: () => [reader(lines - hour)] });
    const next = await after.read();
    expect(next?.position).toMatchObject({ inode: saved.inode });
    expect(Number.parseInt(next?.lines[0]?.text ?? '')).toBeGreaterThan(lines / 2);
    await after.close();
  });

  it('finds its place among lines longer than a sample', async () => {
    const path = join(temporaryFolder('source'), 'app.log');
    writeLog(path, 10_000, (line) => `${line} ${'x'.repeat(line % 100 === 0 ? 100_000 : 5000)}`);
    const tail = tailOf(path, { datesOf: () => [reader(20_000)] });
    const batch = await tail.read();
    expect(Number.parseInt(batch?.lines[0]?.text ?? '')).toBeGreaterThan(5000);
    await tail.close();
  });
});
