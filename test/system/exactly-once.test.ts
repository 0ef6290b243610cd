import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { makeConfigTree } from '../support/config-tree.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

let state: string;
let daemon: RunningDaemon | undefined;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-once-'));
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  rmSync(state, { recursive: true });
});

it('counts every line exactly once, killed again and again while it reads, with the log rotated meanwhile', async () => {
  const log = join(state, 'app.log');
  const config = makeConfigTree({
    'jail.conf': `[app]\nenabled = true\nfilter = app\nlogpath = ${log}\nmaxretry = 5\nfindtime = 1d\nignoreself = false\n`,
    'filter.d/app.conf': '[Definition]\nfailregex = ^\\s*fail from <HOST>$\n',
  });
  const address = (n: number) => `10.0.${n >> 8}.${n & 255}`;
  let written = 0;
  const write = (count: number) => {
    const lines = Array.from({ length: count }, () => {
      written += 1;
      return `${new Date().toISOString()} fail from ${address(written)}\n`;
    });
    appendFileSync(log, lines.join(''));
  };
  for (let round = 0; round < 6; round++) {
    write(2000);
    daemon = await startDaemon({ shell: ['/bin/sh'], config, state });
    // Before a rotation it has come as far as the file that is rotated; only its last lines are still to be read.
    const rotate = round % 2 === 1;
    if (rotate) {
      await daemon.logged(`Found ${address(written)} `);
      // It logs what it finds, commits, and only then answers.
      await daemon.client('ping');
    }
    // Each round is killed at another point of its reading.
    for (let i = 0; i < round * 40; i++) write(3);
    await daemon.end('SIGKILL');
    if (rotate) {
      renameSync(log, `${log}.${round}`);
      writeFileSync(log, '');
    }
  }
  daemon = await startDaemon({ shell: ['/bin/sh'], config, state });
  await until(async () =>
    ((await daemon?.client('status', 'app'))?.stdout ?? '').includes(`Currently failed:\t${written}`),
  );
  await daemon.end('SIGTERM');
  const ids = [...failureStore(openDatabase(join(state, 'db.sqlite3'))).times('app')].map(([id]) => id);
  expect(ids).toHaveLength(written);
  expect(new Set(ids).size).toBe(written);
});
