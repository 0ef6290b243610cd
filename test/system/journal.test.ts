import { mkdtempSync, openSync, renameSync, rmSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JournalFollower } from '../../src/source/journal.js';
import type { Batch, JournalPosition } from '../../src/source/line.js';
import { HandWaker } from '../support/hand-waker.js';
import { missingForJournal, OwnJournal, type WrittenEntry } from '../support/own-journal.js';
import { recordedLog } from '../support/recorded-log.js';
import { until } from '../support/until.js';

/** Process ids of the journalctls, children of this process, that read a journal with these words among their arguments. */
function journalctlsOf({ directory }: OwnJournal, words = ''): number[] {
  return pids(`^journalctl.*${directory}.*${words}`);
}

function pids(pattern: string): number[] {
  const words = ['-P', String(process.pid), '-f', pattern];
  return execaSync('pgrep', words, { reject: false }).stdout.split('\n').filter(Boolean).map(Number);
}

/** Those that go on when the end of the journal is reached. */
function followersOf({ directory }: OwnJournal): number[] {
  return pids(`^journalctl.*--follow.*${directory}`);
}

interface Bench {
  readonly follower: JournalFollower;
  readonly batches: Batch[];
  readonly said: readonly string[];
  /** Begins to follow, all there is unless `since` is given. */
  readonly subscribe: (id: string, backend: string, match?: string, since?: number) => Promise<string>;
  readonly textsOf: (id: string) => string[];
  /** Waits, and wakes whatever waits for its time to come. */
  readonly wakeUntil: (condition: () => boolean) => Promise<void>;
}

type Refusal = (batch: Batch) => Promise<void> | void;

/** A follower whose positions are kept in `saved`, as the daemon keeps them. */
function bench(saved = new Map<string, JournalPosition>(), refuse: Refusal = () => undefined): Bench {
  const waker = new HandWaker();
  const { log, lines: said } = recordedLog();
  const batches: Batch[] = [];
  const sink = async (batch: Batch) => {
    await refuse(batch);
    batches.push(batch);
    if (batch.position.kind === 'journal') saved.set(batch.path, batch.position);
  };
  const clock = () => Date.now() / 1000;
  const follower = new JournalFollower({ loadJournal: (path) => saved.get(path) }, { sink, log, clock, waker });
  onTestFinished(async () => follower.stop());
  return {
    follower,
    batches,
    said,
    subscribe: async (id, backend, match, since = 0) =>
      follower.subscribe({ id, backend, journalmatch: match === undefined ? [] : [match], since }),
    textsOf: (id) =>
      batches.filter(({ path }) => path.endsWith(` ${id}`)).flatMap(({ lines }) => lines.map(({ text }) => text)),
    wakeUntil: async (condition) =>
      until(() => {
        waker.wake();
        return condition();
      }),
  };
}

const start = Math.floor(Date.now() / 1000);
const said = (identifier: string, message: string) => `box ${identifier}[42]: ${message}`;
const numbered = (identifier: string, from: number, to: number): WrittenEntry[] =>
  Array.from({ length: to - from }, (_, at) => ({
    time: start - 500 + (from + at) / 1000,
    fields: { SYSLOG_IDENTIFIER: identifier, MESSAGE: String(from + at) },
  }));
const numbers = (identifier: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `${identifier}: ${from + at}`);

describe.skipIf(missingForJournal)(`JournalFollower with a real journal (missing: ${missingForJournal || '-'})`, () => {
  it('gives what matches and is young enough, then what comes', async () => {
    const journal = new OwnJournal();
    journal.write('sshd', 'too old', start - 1000);
    journal.write('sshd', 'one', start - 100);
    journal.write('cron', 'not wanted', start - 90);
    journal.write('su', 'two', start - 80);
    const { follower, subscribe, batches, textsOf, wakeUntil } = bench();
    const match = 'SYSLOG_IDENTIFIER=sshd SYSLOG_IDENTIFIER=su';
    const path = await subscribe('a', journal.backend, match, start - 600);
    await wakeUntil(() => textsOf('a').length === 2);
    journal.write('sshd', 'three', start - 70);
    await wakeUntil(() => textsOf('a').length === 3);
    expect(textsOf('a')).toEqual([said('sshd', 'one'), said('su', 'two'), said('sshd', 'three')]);
    expect(batches.at(0)).toMatchObject({ path, inOperation: false, writtenAfterStart: false });
    const last = batches.findLast(({ lines }) => lines.length > 0);
    expect(last).toMatchObject({ inOperation: true, writtenAfterStart: true, lines: [{ time: start - 70 }] });
    expect(follower.subscribersOf(path)).toEqual(['a']);
  });

  it('gives each of thirty his own through one journalctl', async () => {
    const journal = new OwnJournal();
    const ids = Array.from({ length: 30 }, (_, at) => `id${at}`);
    const { subscribe, textsOf, wakeUntil } = bench();
    for (const id of ids) await subscribe(id, journal.backend, `SYSLOG_IDENTIFIER=${id}`);
    journal.writeAll(ids.flatMap((id) => numbered(id, 0, 3)));
    await wakeUntil(() => ids.every((id) => textsOf(id).length === 3));
    await wakeUntil(() => ids.every((id) => journalctlsOf(journal, `=${id}\\b`).length === 1));
    journal.writeAll(ids.flatMap((id) => numbered(id, 3, 5)));
    await wakeUntil(() => ids.every((id) => textsOf(id).length === 5));
    for (const id of ids) expect(textsOf(id)).toEqual(numbers(id, 0, 5));
    expect(journalctlsOf(journal)).toHaveLength(1);
    expect(followersOf(journal)).toHaveLength(1);
  });

  it('goes on behind saved positions, for those who were quiet too', async () => {
    const journal = new OwnJournal();
    journal.writeAll([...numbered('x', 0, 5), ...numbered('z', 0, 1)]);
    const saved = new Map<string, JournalPosition>();
    const first = bench(saved);
    await first.subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    await first.subscribe('b', journal.backend, 'SYSLOG_IDENTIFIER=y');
    const areFollowed = (...of: string[]) => of.every((one) => journalctlsOf(journal, `=${one}\\b`).length === 1);
    await first.wakeUntil(
      () => first.textsOf('a').length === 5 && areFollowed('x', 'y') && followersOf(journal).length === 1,
    );
    await first.follower.stop();
    const [one, other, ...more] = [...saved.values()].map(({ cursor }) => cursor);
    expect([one, more]).toEqual([other, []]);
    journal.writeAll([...numbered('x', 5, 8), ...numbered('y', 0, 2)]);
    const second = bench(saved);
    await second.subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    await second.subscribe('b', journal.backend, 'SYSLOG_IDENTIFIER=y');
    await second.wakeUntil(() => second.textsOf('a').length + second.textsOf('b').length >= 5);
    expect(second.textsOf('a')).toEqual(numbers('x', 5, 8));
    expect(second.textsOf('b')).toEqual(numbers('y', 0, 2));
  });

  it('lets somebody join from his own time on, while the others go on without a gap', async () => {
    const journal = new OwnJournal();
    journal.writeAll([...numbered('x', 0, 100), ...numbered('y', 0, 100)]);
    const { subscribe, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    await wakeUntil(() => textsOf('a').length === 100);
    await subscribe('b', journal.backend, 'SYSLOG_IDENTIFIER=y', start - 500 + 0.05);
    journal.writeAll([...numbered('x', 100, 200), ...numbered('y', 100, 200)]);
    await wakeUntil(() => textsOf('a').length === 200 && textsOf('b').length === 150);
    journal.writeAll([...numbered('x', 200, 201), ...numbered('y', 200, 201)]);
    await wakeUntil(() => textsOf('a').length > 200 && textsOf('b').length > 150);
    expect(textsOf('a')).toEqual(numbers('x', 0, 201));
    expect(textsOf('b')).toEqual(numbers('y', 50, 201));
  });

  it('goes on where it was for somebody who wants other entries now', async () => {
    const journal = new OwnJournal();
    journal.writeAll([...numbered('x', 0, 10), ...numbered('y', 0, 10)]);
    const { subscribe, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    await wakeUntil(() => textsOf('a').length === 10 && followersOf(journal).length === 1);
    await subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x + SYSLOG_IDENTIFIER=y');
    journal.writeAll([...numbered('x', 10, 20), ...numbered('y', 10, 20)]);
    await wakeUntil(() => textsOf('a').length >= 30);
    expect(textsOf('a')).toEqual([...numbers('x', 0, 10), ...numbers('x', 10, 20), ...numbers('y', 10, 20)]);
  });

  it('starts journalctl again when it dies, without a line lost or repeated', async () => {
    const journal = new OwnJournal();
    const { subscribe, said: log, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    for (let round = 0; round < 5; round++) {
      journal.writeAll(numbered('x', round * 100, (round + 1) * 100));
      await wakeUntil(() => textsOf('a').length > round * 100);
      for (const pid of journalctlsOf(journal)) process.kill(pid, 'SIGKILL');
    }
    await wakeUntil(() => textsOf('a').length >= 500);
    expect(textsOf('a')).toEqual(numbers('x', 0, 500));
    expect(log.join('\n')).toMatch(/^ERROR filter journalctl ended and is started again in 1 s: .*SIGKILL$/m);
  });

  it('gives a batch again that was not taken, and the others theirs meanwhile', async () => {
    const journal = new OwnJournal();
    journal.writeAll([...numbered('x', 0, 2), ...numbered('y', 0, 2)]);
    let isFull = true;
    const {
      subscribe,
      said: log,
      textsOf,
      wakeUntil,
    } = bench(new Map(), ({ path }) => {
      if (isFull && path.endsWith(' a')) throw new Error('disk full');
    });
    await subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    await subscribe('b', journal.backend, 'SYSLOG_IDENTIFIER=y');
    await wakeUntil(() => textsOf('b').length === 2);
    journal.writeAll([...numbered('x', 2, 4), ...numbered('y', 2, 4)]);
    await wakeUntil(() => textsOf('b').length === 4);
    expect(textsOf('a')).toEqual([]);
    expect(log.join('\n')).toMatch(
      /Lines of systemd-journal .* a were not taken and are tried again in 1 s: disk full/,
    );
    isFull = false;
    await wakeUntil(() => textsOf('a').length >= 4);
    expect(textsOf('a')).toEqual(numbers('x', 0, 4));
    expect(textsOf('b')).toEqual(numbers('y', 0, 4));
  });

  it('gives each exactly what fits, whoever does not take it now and then and whichever journalctl dies', async () => {
    const journal = new OwnJournal();
    const ids = ['k', 'l', 'm'];
    let offered = 0;
    const { subscribe, textsOf, wakeUntil } = bench(new Map(), ({ path }) => {
      if (path.endsWith(' m')) return;
      offered += 1;
      if (offered % 3 === 0) throw new Error('not now');
    });
    for (const id of ids) await subscribe(id, journal.backend, `SYSLOG_IDENTIFIER=${id}`);
    for (let round = 0; round < 15; round++) {
      journal.writeAll(ids.flatMap((id) => numbered(id, round * 40, (round + 1) * 40)));
      if (round % 5 === 4) for (const pid of journalctlsOf(journal)) process.kill(pid, 'SIGKILL');
      await wakeUntil(() => textsOf('m').length > round * 40);
    }
    await wakeUntil(() => ids.every((id) => textsOf(id).length >= 600));
    for (const id of ids) expect(textsOf(id)).toEqual(numbers(id, 0, 600));
  });

  it('loses nothing where the entry it stands at is gone', async () => {
    const journal = new OwnJournal();
    journal.writeAll(numbered('x', 0, 5), 'old.journal');
    const saved = new Map<string, JournalPosition>();
    const first = bench(saved);
    await first.subscribe('a', journal.backend);
    await first.wakeUntil(() => first.textsOf('a').length === 5);
    await first.follower.stop();
    journal.writeAll(numbered('x', 5, 8), 'new.journal');
    rmSync(join(journal.directory, 'old.journal'));
    const second = bench(saved);
    await second.subscribe('a', journal.backend);
    await second.wakeUntil(() => second.textsOf('a').length >= 3);
    expect(second.textsOf('a')).toEqual(numbers('x', 5, 8));
  });

  it('goes by the order of the journal where the clock jumps', async () => {
    const journal = new OwnJournal();
    const early = (from: number, to: number) =>
      numbered('x', from, to).map((entry) => ({ ...entry, time: entry.time - 9000 }));
    journal.writeAll(numbered('x', 0, 3));
    const saved = new Map<string, JournalPosition>();
    const first = bench(saved);
    await first.subscribe('a', journal.backend, undefined, start - 600);
    await first.wakeUntil(() => first.textsOf('a').length === 3 && followersOf(journal).length === 1);
    journal.writeAll(early(3, 5));
    await first.wakeUntil(() => first.textsOf('a').length === 5);
    for (const pid of journalctlsOf(journal)) process.kill(pid, 'SIGKILL');
    journal.writeAll(early(5, 6));
    await first.wakeUntil(() => first.textsOf('a').length === 6);
    await first.follower.stop();
    journal.writeAll(numbered('x', 6, 8));
    const second = bench(saved);
    await second.subscribe('a', journal.backend, undefined, start - 9600);
    await second.wakeUntil(() => second.textsOf('a').length >= 2);
    expect([...first.textsOf('a'), ...second.textsOf('a')]).toEqual(numbers('x', 0, 8));
  });

  it('reads of every boot', async () => {
    const journal = new OwnJournal();
    const booted = (digit: string, from: number, to: number) =>
      numbered('x', from, to).map((entry) => ({ ...entry, boot: digit.repeat(32) }));
    journal.writeAll([...booted('1', 0, 2), ...booted('2', 2, 4)]);
    const { subscribe, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend);
    await wakeUntil(() => textsOf('a').length === 4 && followersOf(journal).length === 1);
    journal.writeAll(booted('3', 4, 6));
    await wakeUntil(() => textsOf('a').length >= 6);
    expect(textsOf('a')).toEqual(numbers('x', 0, 6));
  });

  it('goes on behind a position that tsban 0.1.0 saved for a set of matches', async () => {
    const journal = new OwnJournal();
    journal.writeAll(numbered('x', 0, 4));
    const saved = new Map<string, JournalPosition>();
    const first = bench(saved);
    const path = await first.subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    await first.wakeUntil(() => first.textsOf('a').length === 4);
    await first.follower.stop();
    const position = saved.get(path);
    if (position === undefined) throw new Error('no position was saved');
    journal.writeAll(numbered('x', 4, 6));
    const second = bench(new Map([[`${path.slice(0, -' a'.length)} SYSLOG_IDENTIFIER=x`, position]]));
    await second.subscribe('a', journal.backend, 'SYSLOG_IDENTIFIER=x');
    await second.wakeUntil(() => second.textsOf('a').length >= 2);
    expect(second.textsOf('a')).toEqual(numbers('x', 4, 6));
  });

  it('begins by time where the saved cursor makes no sense', async () => {
    const journal = new OwnJournal();
    journal.writeAll(numbered('x', 0, 10));
    const path = `systemd-journal [journalpath=${journal.directory}] a`;
    const position = { kind: 'journal', path, cursor: 'nonsense', time: start - 500 + 0.007 } as const;
    const { subscribe, textsOf, wakeUntil } = bench(new Map([[path, position]]));
    expect(await subscribe('a', journal.backend)).toBe(path);
    await wakeUntil(() => textsOf('a').length >= 3);
    expect(textsOf('a')).toEqual(numbers('x', 7, 10));
  });

  it('reads nothing more while a batch is being worked on, and loses nothing by that', async () => {
    const journal = new OwnJournal();
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const sizes: number[] = [];
    const { subscribe, textsOf, wakeUntil } = bench(new Map(), async ({ lines }) => {
      sizes.push(lines.length);
      await held;
    });
    await subscribe('a', journal.backend);
    journal.writeAll(numbered('x', 0, 20_000));
    await wakeUntil(() => sizes.length === 1);
    goOn();
    await wakeUntil(() => textsOf('a').length >= 20_000);
    expect(textsOf('a')).toEqual(numbers('x', 0, 20_000));
    // What fits into a pipe, not what there is.
    expect(Math.max(...sizes)).toBeLessThan(2000);
  });

  it('takes entries of any form', async () => {
    const journal = new OwnJournal();
    const sourceTime = start - 400.25;
    const entries: WrittenEntry['fields'][] = [
      { MESSAGE: 'two\nlines', SYSLOG_IDENTIFIER: 'x' },
      { MESSAGE: Buffer.from([0x61, 0x1b, 0xff, 0x00]), SYSLOG_IDENTIFIER: 'x' },
      { SYSLOG_IDENTIFIER: 'x' },
      { MESSAGE: 'late', _SOURCE_REALTIME_TIMESTAMP: String(sourceTime * 1e6) },
      { MESSAGE: ['a', 'b'], SYSLOG_IDENTIFIER: 'x' },
      { MESSAGE: `${'m'.repeat(3_000_000)}!` },
      // More than is ever read of one entry, in the form with four characters a byte.
      { MESSAGE: Buffer.alloc(5_000_000, 0xff) },
      { MESSAGE: 'end' },
    ];
    journal.writeAll(entries.map((fields, at) => ({ time: start - 300 + at, fields })));
    const { subscribe, batches, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend);
    await wakeUntil(() => textsOf('a').at(-1) === 'end');
    expect(textsOf('a').map((text) => text.replace(/m{3000000}/, 'm…'))).toEqual([
      'x: two\\nlines',
      'x: a\u001b\uFFFD\0',
      'x:',
      'late',
      'x: a b',
      'm…!',
      'end',
    ]);
    expect(batches.flatMap(({ lines }) => lines).find(({ text }) => text === 'late')?.time).toBe(sourceTime);
  });

  it('reads on behind damage', async () => {
    const journal = new OwnJournal();
    journal.writeAll(numbered('x', 0, 3000), 'a.journal');
    const { subscribe, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend);
    await wakeUntil(() => textsOf('a').length === 3000);
    const file = openSync(join(journal.directory, 'a.journal'), 'r+');
    for (let at = 300_000; at < 700_000; at += 5000) writeSync(file, Buffer.alloc(600, 0xee), 0, 600, at);
    closeSync(file);
    for (const pid of journalctlsOf(journal)) process.kill(pid, 'SIGKILL');
    journal.writeAll(numbered('x', 3000, 3010), 'b.journal');
    await wakeUntil(() => textsOf('a').length >= 3010);
    expect(textsOf('a')).toEqual(numbers('x', 0, 3010));
  });

  it('follows files it was given by name when they are rotated', async () => {
    const journal = new OwnJournal();
    journal.writeAll(numbered('x', 0, 5), 'system.journal');
    const { subscribe, textsOf, wakeUntil } = bench();
    await subscribe('a', `systemd[journalfiles="${journal.directory}/sys*.journal"]`);
    await wakeUntil(() => textsOf('a').length === 5);
    renameSync(join(journal.directory, 'system.journal'), join(journal.directory, 'old@1.journal'));
    journal.writeAll(numbered('x', 5, 9), 'system.journal');
    await wakeUntil(() => textsOf('a').length >= 9);
    expect(textsOf('a')).toEqual(numbers('x', 0, 9));
  });

  it('says what to do where there is no journalctl, and goes on when there is', async () => {
    const journal = new OwnJournal();
    journal.writeAll(numbered('x', 0, 2));
    const path = process.env['PATH'];
    const nowhere = mkdtempSync(join(tmpdir(), 'tsban-nothing-'));
    process.env['PATH'] = nowhere;
    onTestFinished(() => {
      process.env['PATH'] = path;
      rmSync(nowhere, { recursive: true });
    });
    const { subscribe, said: log, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend);
    await wakeUntil(() => log.length > 0);
    expect(log[0]).toMatch(
      /tried again in 1 s: the journal can't be read with journalctl: it is not installed; install/,
    );
    process.env['PATH'] = path;
    await wakeUntil(() => textsOf('a').length >= 2);
    expect(textsOf('a')).toEqual(numbers('x', 0, 2));
  });

  it('waits for a journal that is not there yet', async () => {
    const journal = new OwnJournal();
    const later = join(journal.directory, 'later');
    const { subscribe, said: log, textsOf, wakeUntil } = bench();
    await subscribe('a', `systemd[journalpath=${later}]`);
    await wakeUntil(() => log.length > 0);
    expect(log[0]).toMatch(/journalctl: .*No such file or directory/);
    execaSync('mkdir', [later]);
    journal.writeAll(numbered('x', 0, 2), 'later/x.journal');
    await wakeUntil(() => textsOf('a').length >= 2);
    expect(textsOf('a')).toEqual(numbers('x', 0, 2));
  });

  it('stops while nothing comes', async () => {
    const journal = new OwnJournal();
    journal.writeAll(numbered('x', 0, 1));
    const { follower, subscribe, textsOf, wakeUntil } = bench();
    await subscribe('a', journal.backend);
    await wakeUntil(() => textsOf('a').length === 1 && journalctlsOf(journal).length === 1);
    await follower.unsubscribe('a');
    await wakeUntil(() => journalctlsOf(journal).length === 0);
  });
});
