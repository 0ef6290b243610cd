import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FollowerOptions, LogFollower } from '../../src/source/follower.js';
import type { Batch } from '../../src/source/line.js';
import { SourceError } from '../../src/source/source-error.js';
import type { LogSubscription } from '../../src/source/subscriptions.js';
import { timerWaker } from '../../src/time/waker.js';
import { HandWaker } from '../support/hand-waker.js';
import { recordedLog } from '../support/recorded-log.js';
import { until } from '../support/until.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { keeping } from './tail-of.js';

interface Bench {
  readonly follower: LogFollower;
  readonly waker: HandWaker;
  readonly said: readonly string[];
  /** `name: line` of all that reached the sink. */
  readonly seen: string[];
}

function bench(directory: string, options: Partial<FollowerOptions> = {}): Bench {
  const waker = new HandWaker();
  const { log, lines: said } = recordedLog();
  const seen: string[] = [];
  const follower = new LogFollower({
    positions: keeping(),
    sink: ({ path, lines }) => {
      for (const { text } of lines) seen.push(`${path.slice(directory.length + 1)}: ${text}`);
    },
    log,
    waker,
    ...options,
  });
  onTestFinished(() => follower.stop());
  return { follower, waker, said, seen };
}

const wanting = (id: string, ...globs: string[]): LogSubscription => ({
  id,
  logpaths: globs.map((glob) => ({ glob, from: 'head' })),
  logencoding: 'auto',
});

describe('LogFollower', () => {
  it('tells of what was there at the start how much is read, and of what comes later nothing', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, `${'x'.repeat(99)}\n`.repeat(10_000));
    appendFileSync(path, 'without an end');
    const told: unknown[] = [];
    const sink = () => void told.push(follower.behind().map(({ progress }) => Math.floor(progress * 100)));
    const { follower } = bench(root, { sink });
    await follower.subscribe(wanting('a', path));
    await follower.look();
    expect(told).toEqual([[0], [26], [52], [78]]);
    expect(follower.behind()).toEqual([]);
    appendFileSync(path, '\none'.repeat(100_000));
    await follower.look();
    expect(told.length).toBeGreaterThan(4);
    expect(told.slice(4).flat()).toEqual([]);
  });

  it('reads nothing of a file before all have subscribed who come together', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, 'one\n');
    const wanted: unknown[] = [];
    const { follower } = bench(root, { sink: () => void wanted.push(follower.subscribersOf(path)) });
    await follower.subscribe(wanting('a', path), wanting('b', join(root, '*.log')));
    await follower.look();
    expect(wanted).toEqual([['a', 'b']]);
  });

  it('reads a file once, however many want it', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, 'one\n');
    const { follower, seen } = bench(root);
    await follower.subscribe(wanting('a', path));
    await follower.subscribe(wanting('b', join(root, '*.log')));
    await follower.look();
    appendFileSync(path, 'two\n');
    await follower.look();
    expect(seen).toEqual(['app.log: one', 'app.log: two']);
    expect(follower.subscribersOf(path)).toEqual(['a', 'b']);
    expect(follower.filesOf('b')).toEqual([path]);
  });

  it('finds new files of a glob while running, and tells', async () => {
    const root = temporaryFolder('source');
    const { follower, seen } = bench(root);
    const told: (readonly string[])[] = [];
    await follower.subscribe({ ...wanting('a', join(root, '*', 'app.log')), onFiles: (paths) => told.push(paths) });
    expect([follower.filesOf('a'), follower.missingOf('a')]).toEqual([[], [join(root, '*', 'app.log')]]);
    mkdirSync(join(root, 'x'));
    writeFileSync(join(root, 'x', 'app.log'), 'new\n');
    await follower.look();
    expect(seen).toEqual(['x/app.log: new']);
    expect(told).toEqual([[join(root, 'x', 'app.log')]]);
    expect(follower.missingOf('a')).toEqual([]);
  });

  it('lets go of files nobody wants any more, and not of those somebody does', async () => {
    const root = temporaryFolder('source');
    const [a, b] = [join(root, 'a.log'), join(root, 'b.log')];
    writeFileSync(a, '');
    writeFileSync(b, '');
    const { follower, seen } = bench(root);
    await follower.subscribe(wanting('one', a, b));
    await follower.subscribe(wanting('two', b));
    await follower.unsubscribe('one');
    appendFileSync(a, 'x\n');
    appendFileSync(b, 'y\n');
    await follower.look();
    expect(seen).toEqual(['b.log: y']);
  });

  it('has lines for a subscription while another takes its place', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, 'one\n');
    const { follower } = bench(root);
    await follower.subscribe(wanting('a', join(root, '*.log')));
    const told: (readonly string[])[] = [];
    const onFiles = (paths: readonly string[]) => void told.push(paths);
    const replaced = follower.subscribe({ ...wanting('a', join(root, '*.log'), join(root, 'other.txt')), onFiles });
    expect(follower.subscribersOf(path)).toEqual(['a']);
    await replaced;
    expect(follower.subscribersOf(path)).toEqual(['a']);
    expect(told).toEqual([[path]]);
  });

  it('replaces a subscription without reading again what stays', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, 'one\n');
    const { follower, seen } = bench(root);
    await follower.subscribe(wanting('a', path));
    await follower.look();
    await follower.subscribe(wanting('a', join(root, '*.log')));
    await follower.look();
    expect(seen).toEqual(['app.log: one']);
  });

  it('starts at the end for tail, and after the saved position for head', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, 'old\n');
    const positions = keeping();
    const first = bench(root, { sink: ({ position }) => positions.save(position) });
    await first.follower.subscribe(wanting('a', path));
    await first.follower.look();
    await first.follower.stop();
    appendFileSync(path, 'meanwhile\n');
    const head = bench(root, { positions });
    const tail = bench(root, { positions });
    await head.follower.subscribe(wanting('a', path));
    await tail.follower.subscribe({ ...wanting('a'), logpaths: [{ glob: path, from: 'tail' }] });
    await Promise.all([head.follower.look(), tail.follower.look()]);
    appendFileSync(path, 'now\n');
    await Promise.all([head.follower.look(), tail.follower.look()]);
    expect(head.seen).toEqual(['app.log: meanwhile', 'app.log: now']);
    expect(tail.seen).toEqual(['app.log: now']);
  });

  it('gives a batch again that was not taken, after a while and not before', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, 'one\ntwo\n');
    const taken: Batch[] = [];
    let broken = true;
    const { follower, waker, said } = bench(root, {
      sink: (batch) => {
        if (broken) throw new Error('disk full');
        taken.push(batch);
      },
    });
    await follower.subscribe(wanting('a', path));
    await follower.look();
    expect(said).toEqual([
      `ERROR filter Lines of ${path} could not be read or counted, they are tried again in 1 s: disk full`,
    ]);
    appendFileSync(path, 'three\n');
    await follower.look();
    expect(said).toHaveLength(1);
    waker.wake();
    await follower.look();
    expect(said[1]).toContain('again in 2 s');
    broken = false;
    waker.wake();
    await follower.look();
    expect(taken.flatMap(({ lines }) => lines.map(({ text }) => text))).toEqual(['one', 'two', 'three']);
  });

  it('never has two batches of one file on their way, and does not let a slow file hold up the others', async () => {
    const root = temporaryFolder('source');
    const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i} of this log`);
    for (const name of ['a.log', 'b.log']) writeFileSync(join(root, name), lines.map((line) => `${line}\n`).join(''));
    const onTheWay = new Set<string>();
    const seen = new Map<string, string[]>();
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { follower } = bench(root, {
      sink: async ({ path, lines }) => {
        if (onTheWay.has(path)) throw new Error(`two batches of ${path} at once`);
        onTheWay.add(path);
        await (path.endsWith('a.log') ? held : Promise.resolve());
        onTheWay.delete(path);
        seen.set(path, [...(seen.get(path) ?? []), ...lines.map(({ text }) => text)]);
      },
    });
    await follower.subscribe(wanting('a', join(root, '*.log')));
    const looked = follower.look();
    await until(() => seen.get(join(root, 'b.log'))?.length === lines.length);
    expect(seen.has(join(root, 'a.log'))).toBe(false);
    letGo();
    await looked;
    expect(seen.get(join(root, 'a.log'))).toEqual(lines);
    expect(seen.get(join(root, 'b.log'))).toEqual(lines);
  });

  it('waits for the batch on its way when it stops', async () => {
    const root = temporaryFolder('source');
    writeFileSync(join(root, 'app.log'), 'one\n');
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const order: string[] = [];
    const { follower } = bench(root, {
      sink: async () => {
        order.push('begun');
        await held;
        order.push('committed');
      },
    });
    await follower.subscribe(wanting('a', join(root, 'app.log')));
    await until(() => order.length === 1);
    const stopped = follower.stop().then(() => order.push('stopped'));
    letGo();
    await stopped;
    expect(order).toEqual(['begun', 'committed', 'stopped']);
  });

  it('does not read a rotated file again under the new name that the glob matches too', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    writeFileSync(path, 'one\n');
    const { follower, waker, seen } = bench(root);
    await follower.subscribe(wanting('a', join(root, 'app.log*')));
    await follower.look();
    for (let round = 1; round <= 3; round++) {
      if (round > 1) renameSync(`${path}.1`, `${path}.2`);
      renameSync(path, `${path}.1`);
      await follower.look();
      appendFileSync(`${path}.1`, `late ${round}\n`);
      writeFileSync(path, `new ${round}\n`);
      await follower.look();
      for (let look = 0; look < 5; look++) {
        waker.wake();
        await follower.look();
      }
      appendFileSync(`${path}.1`, `very late ${round}\n`);
      await follower.look();
    }
    const texts = seen.map((line) => line.replace(/^.*: /, ''));
    expect(texts).toEqual([
      'one',
      ...[1, 2, 3].flatMap((round) => [`late ${round}`, `new ${round}`, `very late ${round}`]),
    ]);
  });

  it('forgets files of a glob that are gone, and says nothing of them', async () => {
    const root = temporaryFolder('source');
    writeFileSync(join(root, 'a.log'), 'x\n');
    const { follower, waker, said } = bench(root);
    await follower.subscribe(wanting('a', join(root, '*.log')));
    await follower.look();
    rmSync(join(root, 'a.log'));
    for (let look = 0; look < 5; look++) {
      waker.wake();
      await follower.look();
    }
    expect(follower.filesOf('a')).toEqual([]);
    expect(said).toEqual([]);
  });

  it('tells of a dangling link once', async () => {
    const root = temporaryFolder('source');
    symlinkSync(join(root, 'nowhere'), join(root, 'a.log'));
    const { follower, said } = bench(root);
    await follower.subscribe(wanting('a', join(root, '*.log')));
    await follower.look();
    expect(said).toEqual([`WARNING filter File ${join(root, 'a.log')} is a dangling link, thus cannot be monitored`]);
  });

  it('refuses an unknown logencoding', async () => {
    const { follower } = bench(temporaryFolder('source'));
    await expect(follower.subscribe({ ...wanting('a'), logencoding: 'bogus' })).rejects.toThrow(SourceError);
  });
});

describe('events', () => {
  it('bring every line without anybody looking: appended, rotated, new, and behind a link', async () => {
    const root = temporaryFolder('source');
    const [logs, elsewhere] = [join(root, 'logs'), join(root, 'elsewhere')];
    mkdirSync(logs);
    mkdirSync(elsewhere);
    const path = join(logs, 'app.log');
    writeFileSync(path, '');
    writeFileSync(join(elsewhere, 'real'), '');
    symlinkSync(join(elsewhere, 'real'), join(logs, 'link.log'));
    const { follower, seen } = bench(root);
    await follower.subscribe(wanting('a', join(logs, '*.log'), join(root, 'later', 'x.log')));
    let written = 0;
    const appended = async (file: string, text: string): Promise<void> => {
      appendFileSync(file, `${text}\n`);
      written += 1;
      await until(() => seen.length === written);
    };
    for (let i = 0; i < 20; i++) await appended(path, `line ${i}`);
    renameSync(path, `${path}.1`);
    await appended(path, 'rotated');
    await appended(join(logs, 'new.log'), 'new');
    await appended(join(elsewhere, 'real'), 'linked');
    mkdirSync(join(root, 'later'));
    await appended(join(root, 'later', 'x.log'), 'made later');
    await appended(join(root, 'later', 'x.log'), 'again');
    expect(seen.slice(-5)).toEqual([
      'logs/app.log: rotated',
      'logs/new.log: new',
      'logs/link.log: linked',
      'later/x.log: made later',
      'later/x.log: again',
    ]);
  });

  it('and the slow look bring lines after the whole directory was replaced', async () => {
    const root = temporaryFolder('source');
    const logs = join(root, 'logs');
    mkdirSync(logs);
    const { follower, waker, seen } = bench(root);
    await follower.subscribe(wanting('a', join(logs, 'app.log')));
    writeFileSync(join(logs, 'app.log'), 'zero\n');
    await until(() => seen.length === 1);
    renameSync(logs, `${logs}.old`);
    mkdirSync(logs);
    waker.wake();
    writeFileSync(join(logs, 'app.log'), 'one\n');
    waker.wake();
    await until(() => seen.length === 2);
    appendFileSync(join(logs, 'app.log'), 'two\n');
    await until(() => seen.length === 3);
    expect(seen.slice(1)).toEqual(['logs/app.log: one', 'logs/app.log: two']);
  });

  it('reach a follower with real timers', async () => {
    const root = temporaryFolder('source');
    const path = join(root, 'app.log');
    const { follower, seen } = bench(root, { waker: timerWaker });
    await follower.subscribe(wanting('a', path));
    writeFileSync(path, 'one\n');
    await until(() => seen.length === 1);
    expect(seen).toEqual(['app.log: one']);
  });
});
