import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, bench, describe } from 'vitest';
import { sendCommand } from '../../src/cli/control-client.js';
import type { JailAnswer } from '../../src/server/answers.js';
import { setup } from '../support/build.js';
import { ask, post } from '../support/http-client.js';
import { load } from './api-load.js';
import { authLog } from './auth-log.js';
import { type BenchDaemon, startBenchDaemon, tsban } from './bench-daemon.js';
import { counted, spend } from './counted.js';

/** How many reads are counted, over so many connections; how many lines come meanwhile; how many bans there are. */
const [reads, connections] = [20_000, 8];
const lines = Number(process.env['TSBAN_BENCH_LINES'] ?? 100_000);
const bans = Number(process.env['TSBAN_BENCH_BANS'] ?? 100_000);

const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
setup();

async function withDaemon(use: (daemon: BenchDaemon, log: string) => Promise<void>): Promise<void> {
  const log = join(scratch, 'auth.log');
  writeFileSync(log, '');
  const defaults = '[DEFAULT]\naction = noop\nusedns = no\nignoreself = false\nfindtime = 7d\nbantime = 7d\n';
  const sshd = `[sshd]\nenabled = true\nbackend = auto\nlogpath = ${log}\nmaxretry = 1000000000\n`;
  const daemon = await startBenchDaemon(tsban('config'), defaults + sshd);
  try {
    await use(daemon, log);
  } finally {
    await daemon.stop();
  }
}

/** Goes on for so many reads. */
function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

async function totalFailed({ socket }: BenchDaemon): Promise<number> {
  return ((await sendCommand(socket, ['status', 'sshd'])) as JailAnswer).filter.totalFailed;
}

describe(`reads: CPU milliseconds of the daemon for ${reads} of them over ${connections} connections, after as many before`, () => {
  for (const path of ['/v1/status', '/v1/jails/sshd', '/v1/bans']) {
    bench(
      path,
      async () =>
        withDaemon(async (daemon) => {
          await load(daemon.socket, path, connections, times(reads));
          const before = daemon.cpu();
          await load(daemon.socket, path, connections, times(reads));
          spend((daemon.cpu() - before) * 1000);
        }),
      counted(3),
    );
  }
});

describe(`reads while ${lines} lines are added at once: milliseconds on the wall until all are counted`, () => {
  bench(
    'tsban',
    async () =>
      withDaemon(async (daemon, log) => {
        await load(daemon.socket, '/v1/status', connections, times(reads));
        const text = authLog(lines, Math.floor(Date.now() / 1000) - 5400);
        const before = daemon.cpu();
        appendFileSync(log, text);
        let [isDone, counts] = [false, 0];
        const counting = async () => {
          for (let last = -1; counts === 0 || counts !== last; ) {
            last = counts;
            counts = await totalFailed(daemon);
            await delay(2000);
          }
          isDone = true;
        };
        const [loaded] = await Promise.all([load(daemon.socket, '/v1/status', connections, () => !isDone), counting()]);
        spend(loaded.seconds * 1000);
        const [rate, cpu] = [loaded.reads / loaded.seconds, daemon.cpu() - before];
        console.log(
          `tsban, ${rate.toFixed(0)} reads a second beside ${counts} failures, in ${loaded.seconds.toFixed(1)} s ` +
            `and ${cpu.toFixed(1)} CPU-s; longest wait ${loaded.longestMs.toFixed(0)} ms`,
        );
      }),
    counted(1),
  );
});

describe(`${bans} bans: CPU milliseconds of the daemon for one answer, with all of them or of what is counted`, () => {
  for (const path of ['/v1/bans', '/v1/jails/sshd', '/metrics']) {
    bench(
      path,
      async () =>
        withDaemon(async (daemon) => {
          for (let from = 0; from < bans; from += 20_000) {
            const ids = Array.from({ length: Math.min(20_000, bans - from) }, (_, index) => address(from + index));
            await post(daemon.socket, '/v1/jails/sshd/bans', { ids });
          }
          await daemon.quiet(1);
          await ask(daemon.socket, path);
          const before = daemon.cpu();
          let isDone = false;
          const asking = async () => {
            for (let count = 0; count < 10; count++) await ask(daemon.socket, path);
            isDone = true;
          };
          const [{ longestMs }] = await Promise.all([load(daemon.socket, '/v1/status', 1, () => !isDone), asking()]);
          spend((daemon.cpu() - before) * 100);
          console.log(`tsban, ${path}: somebody else waited ${longestMs.toFixed(0)} ms at most`);
        }),
      counted(1),
    );
  }
});

function address(index: number): string {
  return `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
}
