import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeConfigTree } from '../support/config-tree.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const hour = 3600;
let state: string;
let daemon: RunningDaemon | undefined;
const log = () => join(state, 'app.log');

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-catching-up-'));
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  rmSync(state, { recursive: true });
});

/** A log of 100 bytes a line, the last of which is of now; every thousandth tells of a failure. Gives how many do. */
function writeLog(lines: number, linesASecond: number): number {
  const now = Date.now();
  writeFileSync(log(), '');
  for (let first = 0; first < lines; first += 100_000) {
    const text = Array.from({ length: 100_000 }, (_, i) => {
      const line = first + i;
      const date = new Date(now - ((lines - line) / linesASecond) * 1000).toISOString();
      const message = line % 1000 === 0 ? `fail from 10.0.${(line / 256_000) & 255}.${(line / 1000) & 255}` : 'fine';
      return `${date} ${message} ${'x'.repeat(70)}`.slice(0, 99);
    });
    appendFileSync(log(), `${text.join('\n')}\n`);
  }
  return lines / 1000;
}

const start = async (findtime: string) => {
  const config = makeConfigTree({
    'jail.conf': `[app]\nenabled = true\nfilter = app\nlogpath = ${log()}\nmaxretry = 1000\nfindtime = ${findtime}\nignoreself = false\n`,
    'filter.d/app.conf': '[Definition]\nfailregex = ^\\s*fail from <HOST> x+$\n',
  });
  daemon = await startDaemon({ shell: ['/bin/sh'], config, state });
  return daemon;
};

it('answers and shows how far it is while it reads a log that was there before', async () => {
  const failures = writeLog(600_000, 100);
  const { client } = await start('1w');
  const status = (await client('status', 'app')).stdout;
  expect(status).toMatch(/\|- Catching up:\t\S+app\.log \(\d\d? %\)\n/);
  await until(async () => !(await client('status', 'app')).stdout.includes('Catching up'), 60);
  expect((await client('status', 'app')).stdout).toContain(`Total failed:\t${failures}\n`);
});

it('does not read what is too old in a log of 100 MB, and counts all that is not', async () => {
  // Five days of it, of which the last two hours are wanted; some lines are written late.
  writeLog(1_000_000, 1_000_000 / (120 * hour));
  const young = (1_000_000 / 120) * 2;
  appendFileSync(log(), `${new Date(Date.now() - hour * 1000).toISOString()} fail from 10.9.9.9 xxx\n`);
  const { client, log: said } = await start('2h');
  await until(
    async () => (await client('status', 'app')).stdout.includes(`Total failed:\t${Math.floor(young / 1000) + 1}\n`),
    60,
  );
  const place = Number(/Reading \S+ from byte (\d+) on/.exec(said())?.[1]);
  expect(place).toBeGreaterThan(100_000_000 - 4 * young * 100 - 8 * 1024 * 1024);
});
