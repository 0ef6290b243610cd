import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { JournaldBox, missingForJournald } from '../support/journald-box.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const missing = missingForJournald();

let state: string;
let box: JournaldBox | undefined;
let daemon: RunningDaemon | undefined;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-journald-'));
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  await box?.remove();
  rmSync(state, { recursive: true });
});

const jails = `[DEFAULT]
backend = systemd
maxretry = 5
findtime = 1d
ignoreself = false
[sshd]
enabled = true
backend = systemd
[other]
enabled = true
filter = sshd
journalmatch = SYSLOG_IDENTIFIER=nobody
`;

/** How many failures of a round's 300 or more are told of in the log before the daemon is killed, which costs the log a few. */
const [moments = []] = fc.sample(fc.array(fc.nat(250), { minLength: 12, maxLength: 12 }), { numRuns: 1 });

describe.skipIf(missing !== undefined)(`backend = systemd with a real journald (missing: ${missing ?? '-'})`, () => {
  it('counts every failure once through rotation, vacuum, flush, restarts of journald and twelve kills', {
    timeout: 240_000,
  }, async () => {
    const journald = await JournaldBox.make(state);
    box = journald;
    const config = makeConfigTree(stockConfig, { 'jail.local': jails });
    const start = async () => startDaemon({ shell: journald.shell, config, state });
    let sent = 0;
    const fail = async (count: number, pause?: number) => {
      const first = sent;
      sent += count;
      await journald.fail(first, count, pause);
    };
    const counted = async () =>
      until(async () => {
        const { stdout } = (await daemon?.client('status', 'sshd')) ?? { stdout: '' };
        return stdout.includes(`Currently failed:\t${sent}\n`);
      }, 30);

    await fail(100);
    for (const [round, moment] of moments.entries()) {
      const told = () => daemon?.log().match(/ Found /g)?.length ?? 0;
      const before = told();
      daemon = await start();
      const failing = fail(300, 0.0005);
      await until(() => told() >= before + moment);
      if (round % 3 === 0) journald.exec('journalctl --rotate');
      await daemon.end('SIGKILL');
      await failing;
      if (round === 3) journald.exec('journalctl --flush');
      if (round % 4 === 1) await journald.restartJournald(round === 5 ? 'SIGKILL' : 'SIGTERM');
      if (round % 4 !== 2) continue;
      daemon = await start();
      await counted();
      if (round === 6) for (const pid of journald.processes('journalctl')) process.kill(pid, 'SIGKILL');
      journald.exec('journalctl --rotate --vacuum-time=1s');
      await fail(50);
      if (round === 10) await journald.restartJournald('SIGTERM');
      await fail(50);
      await counted();
      await daemon.end('SIGKILL');
    }
    daemon = await start();
    await counted();
    await until(() => journald.processes('journalctl').length === 1);
    const { stdout } = await daemon.client('status', 'other');
    expect(stdout).toContain('Total failed:\t0\n');
    expect(stdout).toContain('Journal matches:\tSYSLOG_IDENTIFIER=nobody\n');
    await daemon.end('SIGTERM');
    const ids = [...failureStore(openDatabase(join(state, 'db.sqlite3'))).times('sshd')].map(([id]) => id);
    expect(sent).toBe(4000);
    expect(ids).toHaveLength(sent);
    expect(new Set(ids).size).toBe(sent);
    expect(journald.processes('journalctl')).toEqual([]);
  });

  it('counts every failure once while a log file takes the place of the journal', { timeout: 120_000 }, async () => {
    box = await JournaldBox.make(state);
    const log = join(state, 'auth.log');
    const jail = `[sshd]\nenabled = true\nlogpath = ${log}\nbackend = auto\njournalmatch = _COMM=sshd\nignoreself = false\nfindtime = 1d\nmaxretry = 5\n`;
    const config = makeConfigTree(stockConfig, { 'jail.local': jail });
    await box.fail(0, 50);
    daemon = await startDaemon({ shell: box.shell, config, state });
    await box.fail(50, 50, 0.001);
    // From here on everything is told to both.
    await box.fail(100, 600, 0.005, log);
    await daemon.logged('has a log file now');
    await until(async () => {
      const { stdout } = (await daemon?.client('status', 'sshd')) ?? { stdout: '' };
      return stdout.includes('Currently failed:\t700\n');
    }, 30);
    await daemon.end('SIGTERM');
    const ids = [...failureStore(openDatabase(join(state, 'db.sqlite3'))).times('sshd')].map(([id]) => id);
    expect(ids).toHaveLength(700);
    expect(new Set(ids).size).toBe(700);
  });
});
