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
  let written = 0;
  const write = (count: number) => {
    const lines = Array.from({ length: count }, () => {
      written += 1;
      return `${new Date().toISOString()} fail from 10.0.${written >> 8}.${written & 255}\n`;
    });
    appendFileSync(log, lines.join(''));
  };
  for (let round = 0; round < 6; round++) {
    write(2000);
    daemon = await startDaemon({ shell: ['/bin/sh'], config, state });
    // Each round is killed at another point of its reading, and some before the lines of this one are seen.
    for (let i = 0; i < round * 40; i++) write(3);
    await daemon.end('SIGKILL');
    if (round % 2 === 1) {
      renameSync(log, `${log}.${round}`);
      writeFileSync(log, '');
    }
  }
  daemon = await startDaemon({ shell: ['/bin/sh'], config, state });
  await until(async () =>
    ((await daemon?.client('status', 'app'))?.stdout ?? '').includes(`Currently failed:\t${written}`),
  );
  await daemon.end('SIGTERM');
  const windows = failureStore(openDatabase(join(state, 'db.sqlite3'))).windows('app');
  expect(windows.size).toBe(written);
  expect([...windows.values()].filter((window) => window.length !== 1)).toEqual([]);
});
