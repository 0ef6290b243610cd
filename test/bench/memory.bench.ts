import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, bench, describe } from 'vitest';
import { setup } from '../support/build.js';
import { startBenchDaemon, tsban } from './bench-daemon.js';

/** How many addresses fail once. */
const addresses = Number(process.env['TSBAN_BENCH_ADDRESSES'] ?? 1_000_000);

const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
setup();

const jail = (log: string) =>
  `[sshd]\nenabled = true\nbackend = auto\nlogpath = ${log}\naction = noop\nfindtime = 7d\nignoreself = false\n`;

/** Lines of so many addresses from one on. */
function linesOf(first: number, count: number): string {
  const stamp = new Date().toISOString().replace('T', ' ').slice(0, 19);
  const line = (n: number) =>
    `${stamp} host sshd[7]: Failed password for root from 10.${n >> 16}.${(n >> 8) & 255}.${n & 255} port 22 ssh2\n`;
  return Array.from({ length: count }, (_, at) => line(first + at)).join('');
}

// What the table shows as milliseconds are MiB.
let resident = 0;

describe(`memory of the daemon that tracks ${addresses} addresses, MiB`, () => {
  bench(
    'tsban',
    async () => {
      const log = join(scratch, 'flood.log');
      writeFileSync(log, '');
      const daemon = await startBenchDaemon(tsban('config'), jail(log));
      try {
        const atFirst = daemon.residentMebibytes();
        const before = daemon.cpu();
        for (let n = 0; n < addresses; n += 10_000) appendFileSync(log, linesOf(n, Math.min(10_000, addresses - n)));
        let most = 0;
        while (daemon.count('sshd', 'Currently failed') < addresses) {
          most = Math.max(most, daemon.residentMebibytes());
          await delay(1000);
        }
        const spent = ((daemon.cpu() - before) / addresses) * 1e6;
        await daemon.quiet(5);
        const after = daemon.residentMebibytes();
        const figures = [atFirst, after, most].map((mebibytes) => mebibytes.toFixed(0));
        console.log(
          `tsban: ${figures[0]} MiB, then ${figures[1]}, at most ${figures[2]}; ${spent.toFixed(1)} us CPU a failure`,
        );
        resident += after;
      } finally {
        await daemon.stop();
      }
    },
    { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0, now: () => resident },
  );
});
