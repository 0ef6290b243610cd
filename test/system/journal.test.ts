import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JournalFollower } from '../../src/source/journal.js';
import type { Batch, JournalPosition } from '../../src/source/line.js';
import type { Sink } from '../../src/source/sink.js';
import { HandWaker } from '../support/hand-waker.js';
import { recordedLog } from '../support/recorded-log.js';
import { until } from '../support/until.js';

const remote = '/lib/systemd/systemd-journal-remote';
const missing = [remote, '/usr/bin/journalctl'].filter((program) => !existsSync(program));

/** A journal of our own in a directory that goes with the test. */
class Journal {
  readonly directory = mkdtempSync(join(tmpdir(), 'tsban-journal-'));

  constructor() {
    onTestFinished(() => rmSync(this.directory, { recursive: true, force: true }));
  }

  write(identifier: string, message: string, time: number): void {
    const entry = [
      `__REALTIME_TIMESTAMP=${Math.round(time * 1e6)}`,
      '__MONOTONIC_TIMESTAMP=123456789',
      '_BOOT_ID=0123456789abcdef0123456789abcdef',
      '_HOSTNAME=box',
      `SYSLOG_IDENTIFIER=${identifier}`,
      '_PID=42',
      `MESSAGE=${message}`,
      '',
      '',
    ].join('\n');
    execaSync(remote, ['-o', join(this.directory, 'test.journal'), '-'], { input: entry });
  }
}

/** Process ids of the journalctl that follows a journal, children of this process. */
function journalctlOf({ directory }: Journal): number[] {
  const wanted = ['-P', String(process.pid), '-f', `follow.*directory=${directory} `];
  return execaSync('pgrep', wanted, { reject: false }).stdout.split('\n').filter(Boolean).map(Number);
}

interface Bench {
  readonly follower: JournalFollower;
  readonly waker: HandWaker;
  readonly batches: Batch[];
  readonly said: readonly string[];
  readonly texts: () => string[];
}

function bench(position?: JournalPosition, refuse: Sink = () => undefined): Bench {
  const waker = new HandWaker();
  const { log, lines: said } = recordedLog();
  const batches: Batch[] = [];
  const sink: Sink = async (batch) => {
    await refuse(batch);
    batches.push(batch);
  };
  const clock = (): number => Date.now() / 1000;
  const follower = new JournalFollower({ loadJournal: () => position }, { sink, log, clock, waker });
  onTestFinished(() => follower.stop());
  return { follower, waker, batches, said, texts: () => batches.flatMap(({ lines }) => lines.map(({ text }) => text)) };
}

// What is not here is installed by `apt-get install systemd systemd-journal-remote`.
describe.skipIf(missing.length > 0)(
  `JournalFollower with a real journal (missing: ${missing.join() || 'nothing'})`,
  () => {
    const start = Math.floor(Date.now() / 1000);

    it('gives what matches and is young enough, then what comes', async () => {
      const journal = new Journal();
      journal.write('sshd', 'too old', start - 1000);
      journal.write('sshd', 'one', start - 100);
      journal.write('cron', 'not wanted', start - 90);
      journal.write('sshd', 'two', start - 80);
      const { follower, batches, texts } = bench();
      const path = await follower.subscribe({
        id: 'a',
        backend: `systemd[journalpath="${journal.directory}"]`,
        journalmatch: ['SYSLOG_IDENTIFIER=sshd', 'SYSLOG_IDENTIFIER=su'],
        since: start - 600,
      });
      await until(() => texts().length === 2);
      journal.write('sshd', 'three', start - 70);
      await until(() => texts().length === 3);
      expect(texts()).toEqual(['box sshd[42]: one', 'box sshd[42]: two', 'box sshd[42]: three']);
      expect(batches.at(0)).toMatchObject({ path, inOperation: false, writtenAfterStart: false });
      expect(batches.at(-1)).toMatchObject({
        inOperation: true,
        writtenAfterStart: true,
        lines: [{ time: start - 70 }],
      });
      expect(follower.subscribersOf(path)).toEqual(['a']);
    });

    it('goes on behind a saved position', async () => {
      const journal = new Journal();
      const subscription = {
        id: 'a',
        backend: `systemd[journalpath=${journal.directory}]`,
        journalmatch: [],
        since: 0,
      };
      journal.write('x', 'one', start - 100);
      const first = bench();
      await first.follower.subscribe(subscription);
      await until(() => first.texts().length === 1);
      await first.follower.stop();
      journal.write('x', 'two', start - 90);
      const position = first.batches[0]?.position;
      const second = bench(position?.kind === 'journal' ? position : undefined);
      await second.follower.subscribe(subscription);
      await until(() => second.texts().length > 0);
      expect(second.texts()).toEqual(['box x[42]: two']);
    });

    it('starts journalctl again when it dies, without a line lost or repeated', async () => {
      const journal = new Journal();
      journal.write('x', 'one', start - 100);
      const { follower, waker, said, texts } = bench();
      const backend = `systemd[journalpath=${journal.directory}]`;
      await follower.subscribe({ id: 'a', backend, journalmatch: [], since: 0 });
      await until(() => texts().length === 1);
      const [pid] = journalctlOf(journal);
      // Never 0: that would be the whole process group.
      if (pid === undefined) throw new Error('there is no journalctl to kill');
      process.kill(pid, 'SIGKILL');
      await until(() => said.length === 1);
      expect(said[0]).toMatch(/^ERROR filter journalctl ended and is started again in 1 s: /);
      journal.write('x', 'two', start - 90);
      waker.wake();
      await until(() => texts().length === 2);
      expect(texts()).toEqual(['box x[42]: one', 'box x[42]: two']);
    });

    it('gives a batch again that was not taken', async () => {
      const journal = new Journal();
      journal.write('x', 'one', start - 100);
      let refusals = 0;
      const { follower, waker, said, texts } = bench(undefined, () => {
        if (refusals++ === 0) throw new Error('disk full');
      });
      const backend = `systemd[journalpath=${journal.directory}]`;
      await follower.subscribe({ id: 'a', backend, journalmatch: [], since: 0 });
      await until(() => said.length === 1);
      expect(said[0]).toContain('disk full');
      waker.wake();
      await until(() => texts().length === 1);
      expect(texts()).toEqual(['box x[42]: one']);
    });

    it('begins by time where the saved cursor makes no sense', async () => {
      const journal = new Journal();
      journal.write('x', 'one', start - 100);
      journal.write('x', 'two', start - 50);
      const path = 'systemd-journal';
      const { follower, waker, said, texts } = bench({ kind: 'journal', path, cursor: 'nonsense', time: start - 60 });
      const backend = `systemd[journalpath=${journal.directory}]`;
      await follower.subscribe({ id: 'a', backend, journalmatch: [], since: 0 });
      await until(() => said.length === 1);
      waker.wake();
      await until(() => texts().length > 0);
      expect(texts()).toEqual(['box x[42]: two']);
    });

    it('stops while nothing comes', async () => {
      const journal = new Journal();
      journal.write('x', 'one', start - 100);
      const { follower, texts } = bench();
      const backend = `systemd[journalpath=${journal.directory}]`;
      await follower.subscribe({ id: 'a', backend, journalmatch: [], since: 0 });
      await until(() => texts().length === 1);
      await follower.unsubscribe('a');
      expect(journalctlOf(journal)).toEqual([]);
    });
  },
);
