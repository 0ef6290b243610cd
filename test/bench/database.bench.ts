import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, bench, describe } from 'vitest';
import { StateDatabase } from '../../src/database/state-database.js';
import { FailManager } from '../../src/failure/fail-manager.js';
import { Dice } from './dice.js';

/** Milliseconds of processor time, its own and the kernel's. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const directory = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(directory, { recursive: true }));

const times = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0, now: cpuMs };
const [failures, batch] = [75_000, 750];
let made = 0;

/** As many failures as sshd has in 256 KiB of its log are one commit. */
function commitFailures(ids: number, maxretry: number): void {
  const file = join(directory, `${(made += 1)}.sqlite3`);
  const state = new StateDatabase({ file, maxMatches: 10, log: () => undefined, clock: () => 0 });
  const manager = new FailManager('sshd', { maxretry, findtime: 86_400, maxmatches: maxretry }, state.failures);
  const dice = new Dice(1);
  for (let n = 1; n <= failures; n++) {
    const id = `10.1.${dice.below(ids)}`;
    const time = 1_795_247_979 + Math.floor(n / 100);
    const line = `Nov 21 08:39:39 host sshd[${n}]: Failed password for invalid user admin from ${id} port ${n} ssh2`;
    manager.add({ id, resolve: false, time, matches: [line], fields: { user: 'admin', ip4: id }, regex: 0 });
    if (n % batch === 0) {
      state.transaction(() => manager.save());
      manager.saved();
    }
  }
  state.close();
}

describe(`${failures} failures in commits of ${batch}, CPU milliseconds for all`, () => {
  bench('ids that come once or twice', () => commitFailures(75_000, 1000), times);
  bench('2,000 ids that are never banned', () => commitFailures(2000, 1000), times);
  bench('2,000 ids, five failures each time', () => commitFailures(2000, 5), times);
});

const stored = 1_000_000;

/** A state with as many failures as addresses, and no texts. */
function millionFailures(): StateDatabase {
  const file = join(directory, 'million.sqlite3');
  const state = new StateDatabase({ file, maxMatches: 10, log: () => undefined, clock: () => 0 });
  const failure = { matches: [], fields: {} };
  state.transaction(() => {
    for (let n = 0; n < stored; n++) {
      const id = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
      state.failures.add('sshd', id, { time: 1_795_247_979 + Math.floor(n / 100), ...failure });
    }
  });
  return state;
}

const state = millionFailures();
// At the top: what a benchmark's describe wants done at its end is never done.
afterAll(() => state.close());

describe(`a start with ${stored} failures in the database, CPU milliseconds`, () => {
  bench(
    'loads them',
    async () => {
      const manager = new FailManager('sshd', { maxretry: 5, findtime: 86_400, maxmatches: 5 }, state.failures);
      let [last, longest] = [cpuMs(), 0];
      await manager.load(async () => {
        longest = Math.max(longest, cpuMs() - last);
        await setImmediate();
        last = cpuMs();
      });
      console.log(
        `${manager.currentlyFailed} ids; at most ${longest.toFixed(0)} of them without a turn of the event loop`,
      );
    },
    { ...times, iterations: 3 },
  );
});
