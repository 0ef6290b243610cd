import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, bench, describe } from 'vitest';
import { sendCommand } from '../../src/cli/control-client.js';
import type { JailAnswer } from '../../src/server/answers.js';
import { setup } from '../support/build.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { authLog } from './auth-log.js';
import { type BenchDaemon, fail2ban, type Program, startBenchDaemon, tsban } from './bench-daemon.js';
import { counted, spend } from './counted.js';
import { Dice } from './dice.js';

/** How many lines are added at once; Fail2Ban needs 50 microseconds for each. */
const lines = Number(process.env['TSBAN_BENCH_LINES'] ?? 100_000);
/** Seconds for which idle daemons are watched, after so many in which they, and V8, tidy up behind their start. */
const [watched, settling] = [Number(process.env['TSBAN_BENCH_IDLE'] ?? 60), 120];

const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
setup();

const real = realFail2ban();
if (typeof real === 'string') console.log(`Only tsban's own figures: ${real}`);
const config = typeof real === 'string' ? 'config' : real.config;
const programs = [tsban(config), ...(typeof real === 'string' ? [] : [fail2ban(real)])];

const defaults = '[DEFAULT]\naction = noop\nusedns = no\nignoreself = false\nfindtime = 7d\nbantime = 7d\n';
const sshd = (log: string, maxretry: number) =>
  `${defaults}[sshd]\nenabled = true\nbackend = auto\nlogpath = ${log}\nmaxretry = ${maxretry}\n`;

async function withDaemon(program: Program, jails: string, use: (daemon: BenchDaemon) => Promise<void>): Promise<void> {
  const daemon = await startBenchDaemon(program, jails);
  try {
    await use(daemon);
  } finally {
    await daemon.stop();
  }
}

/** An empty log that is watched from the start. */
function emptyLog(name: string): string {
  const path = join(scratch, name);
  writeFileSync(path, '');
  return path;
}

const text = authLog(lines, Math.floor(Date.now() / 1000) - 5400);

/** What the daemons have found in it; more than one number is a failure. */
const totals = new Set<number>();

describe(`live: CPU milliseconds of the daemon for ${lines} lines of an auth.log added at once, no bans`, () => {
  for (const [index, program] of programs.entries()) {
    bench(
      program.name,
      async () => {
        const log = emptyLog(`live-${index}.log`);
        await withDaemon(program, sshd(log, 1e9), async (daemon) => {
          const before = daemon.cpu();
          appendFileSync(log, text);
          await daemon.quiet(3);
          spend((daemon.cpu() - before) * 1000);
          totals.add(daemon.count('sshd', 'Total failed'));
        });
        if (totals.size > 1) throw new Error(`the totals of failures differ: ${[...totals].join(', ')}`);
      },
      counted(program.name === 'tsban' ? 5 : 1),
    );
  }
});

describe(`the control socket while ${lines} lines are caught up with: milliseconds to the answer of a status`, () => {
  bench(
    'tsban',
    async () => {
      const log = emptyLog('busy.log');
      appendFileSync(log, text);
      const took: number[] = [];
      await withDaemon(tsban(config), sshd(log, 1e9), async ({ socket }) => {
        for (let isBehind = true; isBehind; ) {
          const begin = performance.now();
          const { filter } = (await sendCommand(socket, ['status', 'sshd'])) as JailAnswer;
          took.push(performance.now() - begin);
          isBehind = filter.catchingUp?.length !== 0;
          await delay(10);
        }
        console.log(
          `tsban, status while it catches up, after the first of ${took[0]?.toFixed(1)} ms: ${shares(took.slice(1))}`,
        );
      });
      spend(mean(took));
    },
    counted(1),
  );
});

describe('from the append of a line to the decision: milliseconds until the log says so', () => {
  const stamp = () => new Date().toISOString().replace('T', ' ').slice(0, 19);
  for (const [index, program] of programs.entries()) {
    bench(
      program.name,
      async () => {
        const log = emptyLog(`latency-${index}.log`);
        const dice = new Dice(1);
        const took: number[] = [];
        await withDaemon(program, sshd(log, 1), async (daemon) => {
          let heard: (line: string) => void = () => undefined;
          daemon.onLine((line) => heard(line));
          await daemon.quiet(2);
          for (let i = 0; i < (program.name === 'tsban' ? 500 : 30); i++) {
            await delay(20 + dice.below(80));
            const address = `203.0.${113 + Math.floor(i / 250)}.${1 + (i % 250)}`;
            const decided = new Promise<void>((resolve) => {
              heard = (line) => {
                if (line.endsWith(`Ban ${address}`)) resolve();
              };
            });
            const begin = performance.now();
            appendFileSync(log, `${stamp()} host sshd[7]: Failed password for root from ${address} port 22 ssh2\n`);
            await decided;
            took.push(performance.now() - begin);
          }
        });
        console.log(`${program.name}, from append to decision: ${shares(took)}`);
        spend(mean(took));
      },
      counted(1),
    );
  }
});

describe(`idle with 30 jails: CPU milliseconds an hour, from ${watched} seconds`, () => {
  for (const program of programs) {
    bench(
      program.name,
      async () => {
        await withDaemon(program, thirtyJails(program), async (daemon) => {
          const { wall, cpu } = daemon.start;
          await delay(settling * 1000);
          const before = { ran: daemon.ran(), waits: daemon.waits(), time: performance.now() };
          await delay(watched * 1000);
          const seconds = (performance.now() - before.time) / 1000;
          const anHour = ((daemon.ran() - before.ran) / 1e9 / seconds) * 3600;
          const figures = [
            `up in ${wall.toFixed(2)} s with ${cpu.toFixed(2)} CPU s`,
            `${daemon.residentMebibytes().toFixed(0)} MiB`,
            `${anHour.toFixed(2)} CPU s an hour`,
            `${((daemon.waits() - before.waits) / seconds).toFixed(1)} wake-ups a second`,
          ];
          console.log(`${program.name}, 30 jails: ${figures.join(', ')}`);
          spend(anHour * 1000);
        });
      },
      counted(1),
    );
  }
});

/** The first thirty jails of the program's jail.conf, each with a log of its own. */
function thirtyJails({ config }: Program): string {
  const known = [...readFileSync(join(config, 'jail.conf'), 'utf8').matchAll(/^\[([\w-]+)\]/gm)];
  const names = known.flatMap(([, name = '']) => (name === 'DEFAULT' || name === 'INCLUDES' ? [] : [name]));
  const jails = names.slice(0, 30).map((name) => {
    return `[${name}]\nenabled = true\nbackend = auto\nlogpath = ${emptyLog(`${name}.log`)}\n`;
  });
  return defaults + jails.join('');
}

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

/** `500 times, p50 1.0 ms, p90 2.0 ms, p99 3.0 ms, at most 4.0 ms`. */
function shares(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? NaN).toFixed(1);
  const most = (sorted.at(-1) ?? NaN).toFixed(1);
  return `${all.length} times, p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms, at most ${most} ms`;
}
