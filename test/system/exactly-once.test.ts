import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { makeConfigTree } from '../support/config-tree.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

/** TSBAN_FULL=1: 1,000 rotations, 100,000 failures, 50 kills; a tenth of that otherwise. */
const size = process.env['TSBAN_FULL'] === undefined ? 1 : 10;
const [rotations, kills, failuresARotation] = [100 * size, 5 * size, 100];

let state: string;
let daemon: RunningDaemon | undefined;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-once-'));
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  rmSync(state, { recursive: true });
});

/** Writes failures of an address each, and goes on with the old file for a while after each rotation. */
class Writer {
  written = 0;
  readonly #log: string;
  #rotations = 0;

  constructor(log: string) {
    this.#log = log;
    writeFileSync(log, '');
  }

  /** Twenty are written before the rotation, twenty each in turns to the old and the new file after it. */
  rotate(): void {
    appendFileSync(this.#log, this.#failures(20));
    const old = openSync(this.#log, 'a');
    renameSync(this.#log, `${this.#log}-20261120.${this.#rotations++}`);
    for (let turn = 0; turn < 2; turn++) {
      writeSync(old, this.#failures(20));
      appendFileSync(this.#log, this.#failures(20));
    }
    closeSync(old);
  }

  address(n: number): string {
    return `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
  }

  #failures(count: number): string {
    const lines = Array.from({ length: count }, () => {
      this.written += 1;
      return `${new Date().toISOString()} fail from ${this.address(this.written)}\n`;
    });
    return lines.join('');
  }
}

it(`counts ${rotations * failuresARotation} failures exactly once, through ${rotations} rotations and ${kills} kills at random moments`, async () => {
  const log = join(state, 'app.log');
  const config = makeConfigTree({
    'jail.conf': `[app]\nenabled = true\nfilter = app\nlogpath = ${log}\nmaxretry = 5\nfindtime = 1d\nignoreself = false\n`,
    'filter.d/app.conf': '[Definition]\nfailregex = ^\\s*fail from <HOST>$\n',
  });
  const writer = new Writer(log);
  const start = async () => startDaemon({ shell: ['/bin/sh'], config, state });
  daemon = await start();
  const rotate = async (count: number) => {
    for (let i = 0; i < count; i++) {
      writer.rotate();
      await delay(Math.random() * 40);
    }
  };
  const atOnce = rotations / kills / 2;
  for (let kill = 0; kill < kills; kill++) {
    await rotate(atOnce);
    await daemon.end('SIGKILL');
    const starting = start();
    await rotate(atOnce);
    daemon = await starting;
  }
  const isAllThere = async () =>
    ((await daemon?.client('status', 'app'))?.stdout ?? '').includes(`Currently failed:\t${writer.written}`);
  // What did not come is told below.
  await until(isAllThere, 120).catch(() => undefined);
  await daemon.end('SIGTERM');
  const counted = [...failureStore(openDatabase(join(state, 'db.sqlite3'))).times('app')].map(([id]) => id).sort();
  const known = new Set(counted);
  const written = Array.from({ length: rotations * failuresARotation }, (_, n) => writer.address(n + 1));
  const lost = written.filter((id) => !known.has(id));
  const doubled = counted.filter((id, at) => counted[at - 1] === id);
  expect([lost.length, lost[0], doubled.length, doubled[0]]).toEqual([0, undefined, 0, undefined]);
  expect(counted).toHaveLength(written.length);
}, 600_000);
