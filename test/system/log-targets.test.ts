import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree } from '../support/config-tree.js';
import { JournaldBox, missingForJournald } from '../support/journald-box.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const missing = missingForJournald();

let state: string;
let box: JournaldBox;
let daemon: RunningDaemon;

type Entry = Readonly<Record<string, string>>;

/** What the journal holds that has such a text in it. */
function entriesWith(text: string): readonly Entry[] {
  const lines = box.exec('journalctl --sync; journalctl -o json --no-pager').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Entry).filter((entry) => entry['MESSAGE']?.includes(text));
}

async function set(option: string, value: string): Promise<void> {
  const { exitCode, stdout } = await daemon.client('set', option, value);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
}

/** Bans an address, and gives the entry that tells of it. */
async function banned(id: string): Promise<Entry | undefined> {
  await daemon.client('set', 'app', 'banip', id);
  await until(() => entriesWith(`Ban ${id}`).length > 0);
  return entriesWith(`Ban ${id}`)[0];
}

describe.skipIf(missing !== undefined)(`a log that goes to others (missing: ${missing ?? '-'})`, () => {
  beforeEach(async () => {
    state = mkdtempSync(join(tmpdir(), 'tsban-logs-'));
    box = await JournaldBox.make(state);
    writeFileSync(join(state, 'app.log'), '');
    const jail = `[app]\nenabled = true\nlogpath = ${join(state, 'app.log')}\nignoreself = false\naction =\n`;
    const config = makeConfigTree({ 'jail.conf': jail });
    daemon = await startDaemon({ shell: box.shell, config, state });
  });
  afterEach(async () => {
    await daemon.end('SIGKILL');
    await box.remove();
    rmSync(state, { recursive: true });
  });

  it('reaches syslog as lines of Fail2Ban do, also after that was away', async () => {
    await set('syslogsocket', '/run/systemd/journal/dev-log');
    await set('logtarget', 'SYSLOG[facility=authpriv]');
    const { stdout } = await daemon.client('get', 'logtarget');
    expect(stdout).toBe('Current logging target is:\n`- SYSLOG');
    expect(await banned('203.0.113.1')).toMatchObject({
      _TRANSPORT: 'syslog',
      SYSLOG_FACILITY: '10',
      PRIORITY: '5',
      SYSLOG_IDENTIFIER: 'tsban.actions',
      SYSLOG_PID: expect.stringMatching(/^\d+$/) as string,
      MESSAGE: 'NOTICE [app] Ban 203.0.113.1',
    });
    expect(entriesWith('Changed logging target to SYSLOG (/run/systemd/journal/dev-log)')[0]).toMatchObject({
      PRIORITY: '6',
      SYSLOG_IDENTIFIER: 'tsban.server',
    });
    await box.restartJournald('SIGKILL');
    expect(await banned('203.0.113.2')).toMatchObject({ SYSLOG_IDENTIFIER: 'tsban.actions' });
    expect(box.processes('logger').length).toBeGreaterThan(0);
    await daemon.end('SIGKILL');
    await until(() => box.processes('logger').length === 0);
  });

  it('reaches the journal with its level, also after that was away', async () => {
    await set('logtarget', 'SYSTEMD-JOURNAL');
    expect(await banned('203.0.113.1')).toMatchObject({
      _TRANSPORT: 'stdout',
      PRIORITY: '5',
      SYSLOG_IDENTIFIER: 'tsban',
      MESSAGE: 'NOTICE [app] Ban 203.0.113.1',
    });
    await box.restartJournald('SIGKILL');
    expect(await banned('203.0.113.2')).toMatchObject({ SYSLOG_IDENTIFIER: 'tsban' });
  });

  it('stays where it is without them', async () => {
    const { exitCode, stdout } = await daemon.client('set', 'logtarget', 'SYSLOG');
    expect({ exitCode, stdout }).toEqual({ exitCode: 255, stdout: 'Failed to change log target' });
    await daemon.logged('Syslog socket file: /dev/log does not exists or is not a socket');
  });
});
