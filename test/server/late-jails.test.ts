import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JailConfig } from '../../src/config/configuration.js';
import { Sources, type SourcesContext } from '../../src/server/sources.js';
import { HandWaker } from '../support/hand-waker.js';
import { jailConfig } from '../support/jail-config.js';
import { recordedLog } from '../support/recorded-log.js';
import { until } from '../support/until.js';
import { keeping } from '../source/tail-of.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const where = { file: 'jail.conf', line: 1, section: 'test', option: '' };

function bench(options: Partial<SourcesContext> = {}) {
  const directory = temporaryFolder('late');
  const path = join(directory, 'app.log');
  const { log, lines: said } = recordedLog();
  const positions = keeping();
  /** What each jail got, in order. */
  const got = new Map<string, string[]>();
  /** The same of lines from before that are given once more. */
  const again = new Map<string, string[]>();
  const note = (all: Map<string, string[]>, name: string, texts: readonly string[]) =>
    all.set(name, [...(all.get(name) ?? []), ...texts]);
  /** Set to hold up batches. */
  const gate = { wait: Promise.resolve(), begun: 0 };
  const sources = new Sources({
    log,
    clock: () => 1_000_000,
    waker: new HandWaker(),
    positions,
    isNew: () => true,
    handle: async ({ lines, position }, jails) => {
      gate.begun += 1;
      if (position?.kind === 'file') await gate.wait;
      const texts = lines.map(({ text }) => text);
      for (const name of jails) note(got, name, texts);
      if (position === undefined) for (const name of jails) note(again, name, texts);
      if (position !== undefined) positions.save(position);
    },
    ...options,
  });
  onTestFinished(() => sources.stop());
  const jail = (name: string, glob = path, from: 'head' | 'tail' = 'head'): JailConfig =>
    jailConfig({ name, logpath: [{ value: { glob, from, word: from }, where }] });
  const linesOf = (name: string) => got.get(name) ?? [];
  return { directory, path, sources, positions, got, again, gate, said, jail, linesOf };
}

/** So many lines, each of which is another. */
function numbered(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `line ${from + i}`);
}

const written = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

describe('a jail that comes later to a log that is followed already', () => {
  it('gets what was in it before as lines from before, without moving the place where reading goes on', async () => {
    const { path, sources, positions, again, jail, linesOf, said } = bench();
    writeFileSync(path, 'one\ntwo\n');
    await sources.watch([jail('first')]);
    await until(() => linesOf('first').length === 2);
    const place = positions.file(path);
    await sources.watch([jail('late')]);
    await until(() => linesOf('late').length === 2);
    expect(positions.file(path)).toEqual(place);
    appendFileSync(path, 'three\n');
    await until(() => linesOf('late').length === 3 && linesOf('first').length === 3);
    expect(linesOf('late')).toEqual(['one', 'two', 'three']);
    expect(linesOf('first')).toEqual(['one', 'two', 'three']);
    expect(again).toEqual(new Map([['late', ['one', 'two']]]));
    expect(said).toContain(`INFO filter Looking back in ${path} up to byte 8 for [late]`);
  });

  it('gets each line once while a batch is on its way that others get', async () => {
    const { path, sources, gate, jail, linesOf } = bench();
    let letGo = (): void => undefined;
    gate.wait = new Promise((resolve) => {
      letGo = resolve;
    });
    // Two batches: one on its way, the other not even read.
    const lines = numbered(0, 30_000);
    writeFileSync(path, written(lines));
    await sources.watch([jail('first')]);
    await until(() => gate.begun === 1);
    await sources.watch([jail('late')]);
    letGo();
    await until(() => linesOf('first').length === lines.length && linesOf('late').length === lines.length);
    expect(linesOf('first')).toEqual(lines);
    expect([...linesOf('late')].sort()).toEqual([...lines].sort());
  });

  it('does not hold up what the others get, and stops where it is taken away', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const seen: string[] = [];
    let passed = 0;
    const { path, sources, jail } = bench({
      handle: async ({ lines, position }, jails) => {
        if (position === undefined) {
          passed += 1;
          await held;
        }
        for (const { text } of lines) seen.push(`${jails.join()} ${text}`);
      },
    });
    const lines = numbered(0, 30_000);
    writeFileSync(path, written(lines));
    await sources.watch([jail('first')]);
    await until(() => seen.length === lines.length);
    await sources.watch([jail('late')]);
    await until(() => passed === 1);
    appendFileSync(path, 'new\n');
    await until(() => seen.includes('first,late new'));
    let isLeft = false;
    const left = sources.unwatch('late').then(() => {
      isLeft = true;
    });
    await new Promise(setImmediate);
    expect(isLeft).toBe(false);
    letGo();
    await left;
    await sources.stop();
    expect(passed).toBe(1);
    expect(seen.filter((line) => line.startsWith('late ')).length).toBeLessThan(lines.length);
  });

  it.each<[string, { isNew?: () => boolean; from?: 'tail' }]>([
    ['it has failures or bans from before', { isNew: () => false }],
    ['it wants only what comes', { from: 'tail' }],
  ])('gets only what comes where %s', async (_, { isNew = () => true, from }) => {
    const { path, sources, jail, linesOf } = bench({ isNew });
    writeFileSync(path, 'old\n');
    await sources.watch([jail('first')]);
    await until(() => linesOf('first').length === 1);
    await sources.watch([jail('late', path, from)]);
    await sources.watch([jail('other')]);
    appendFileSync(path, 'new\n');
    await until(() => linesOf('first').length === 2);
    await sources.stop();
    expect(linesOf('late')).toEqual(['new']);
  });

  it('gets nothing again that it had when it was there before, or wants more than before', async () => {
    const { directory, path, sources, jail, linesOf } = bench();
    writeFileSync(path, 'old\n');
    await sources.watch([jail('first'), jail('second')]);
    await until(() => linesOf('second').length === 1);
    await sources.watch([jail('second', join(directory, '*.log'))]);
    await sources.unwatch('second');
    await sources.watch([jail('second')]);
    appendFileSync(path, 'new\n');
    await until(() => linesOf('second').length === 2);
    await sources.stop();
    expect(linesOf('second')).toEqual(['old', 'new']);
  });

  it('gets nothing again that it had before it was away, whoever has read the log since', async () => {
    const { path, sources, jail, linesOf } = bench();
    writeFileSync(path, 'old\n');
    await sources.watch([jail('second')]);
    await until(() => linesOf('second').length === 1);
    await sources.unwatch('second');
    await sources.watch([jail('first')]);
    appendFileSync(path, 'between\n');
    await until(() => linesOf('first').length === 1);
    await sources.watch([jail('second')]);
    appendFileSync(path, 'new\n');
    await until(() => linesOf('second').length === 2);
    await sources.stop();
    expect(linesOf('second')).toEqual(['old', 'new']);
  });

  it('goes without what was rotated before it could begin', async () => {
    const { path, sources, gate, jail, linesOf } = bench();
    writeFileSync(path, 'old\n');
    await sources.watch([jail('first')]);
    await until(() => linesOf('first').length === 1);
    let letGo = (): void => undefined;
    gate.wait = new Promise((resolve) => {
      letGo = resolve;
    });
    appendFileSync(path, 'held up\n');
    await until(() => gate.begun === 2);
    await sources.watch([jail('late')]);
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'after\n');
    letGo();
    await until(() => linesOf('first').length === 3);
    await until(() => linesOf('late').includes('after'));
    await sources.stop();
    expect(linesOf('first')).toEqual(['old', 'held up', 'after']);
    expect(linesOf('late')).toEqual(['after']);
  });

  it('gets each line once, whatever is written, truncated and rotated, and whoever else comes', async () => {
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('write' as const), lines: fc.integer({ min: 1, max: 9000 }) }),
      },
      { weight: 3, arbitrary: fc.constant({ kind: 'join' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'rotate' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'truncate' as const }) },
      { weight: 2, arbitrary: fc.constant({ kind: 'settle' as const }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const { path, sources, jail, got, linesOf } = bench();
        let [count, rotations, joined] = [0, 0, 0];
        writeFileSync(path, '');
        await sources.watch([jail('first')]);
        const settled = async () => until(() => linesOf('first').length === count);
        for (const { kind, ...rest } of steps) {
          if (kind === 'write' && 'lines' in rest) {
            appendFileSync(path, written(numbered(count, rest.lines)));
            count += rest.lines;
          }
          if (kind === 'join') await sources.watch([jail(`late ${joined++}`)]);
          if (kind === 'settle' || kind === 'truncate' || kind === 'rotate') await settled();
          if (kind === 'truncate') truncateSync(path);
          if (kind === 'rotate') {
            renameSync(path, `${path}.${++rotations}`);
            writeFileSync(path, '');
          }
        }
        await settled();
        await sources.watch([jail('last')]);
        appendFileSync(path, 'end\n');
        count += 1;
        await until(() => [...got.values()].every((lines) => lines.includes('end')) && got.has('last'));
        const isWhole = steps.every(({ kind }) => kind !== 'rotate' && kind !== 'truncate');
        if (isWhole) await until(() => [...got.values()].every(({ length }) => length >= count));
        await sources.stop();
        for (const lines of got.values()) expect(new Set(lines).size).toBe(lines.length);
        expect(linesOf('first')).toHaveLength(count);
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
