import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'curl');
const id = '203.0.113.7';

describe.skipIf(reason !== undefined)(`bans that do not help (${reason ?? 'in a network namespace'})`, () => {
  let ns: Namespace;
  let state: string;
  let daemon: RunningDaemon;
  const at = (name: string) => join(state, name);
  const fail = () =>
    appendFileSync(
      at('auth.log'),
      `${new Date().toISOString()} host sshd[7]: Failed password for root from ${id} port 4022 ssh2\n`,
    );

  const start = async (action: string) => {
    const jail = `[sshd]\nenabled = true\nbackend = auto\nmaxretry = 2\nlogpath = ${at('auth.log')}\naction = ${action}\n`;
    const gate = `[Definition]\nactionban = test -e ${at('open')}\nactionunban = true\n`;
    const config = makeConfigTree(stockConfig, { 'jail.local': jail, 'action.d/gate.conf': gate });
    daemon = await startDaemon({ shell: ns.shell, config, state });
  };
  const status = async () => (await daemon.client('status', 'sshd')).stdout;
  const bans = () =>
    JSON.parse(ns.exec(`curl -s --unix-socket ${at('tsban.sock')} http://tsban/v1/jails/sshd/bans`)) as unknown;

  beforeEach(() => {
    ns = makeNamespace();
    state = mkdtempSync(join(tmpdir(), 'tsban-state-'));
    writeFileSync(at('auth.log'), '');
  });
  afterEach(async () => {
    await daemon.end('SIGKILL');
    ns.remove();
    rmSync(state, { recursive: true });
  });

  it('are told of when somebody gets through, with the likely reason, until they are lifted', async () => {
    await start('nftables[type=multiport, port=ssh]');
    await daemon.client('set', 'sshd', 'banip', id);
    expect(await status()).not.toMatch(/Leaking|Not in force/);
    await until(async () => {
      fail();
      return (await status()).includes('Leaking');
    }, 20);
    expect(await status()).toMatch(
      / {3}\|- Leaking:\t203\.0\.113\.7 \(\d+ failures? since its ban, the last at .*: nftables shuts no port but ssh.*\)\n {3}`- Banned IP list:\t203/,
    );
    fail();
    await until(async () => /Leaking:\t203\.0\.113\.7 \((?:[2-9]|\d\d)/.test(await status()));
    expect(daemon.log().match(/WARNING .*\[sshd\] 203\.0\.113\.7 is banned and the ban in force, but/g)).toHaveLength(
      1,
    );
    expect(bans()).toMatchObject([{ id, leaking: { reason: expect.stringContaining('ssh') as string } }]);
    await daemon.client('set', 'sshd', 'unbanip', id);
    expect(await status()).not.toContain('Leaking');
  });

  it('are told of while a command fails, and tried again until it works', async () => {
    await start('gate');
    await daemon.client('set', 'sshd', 'banip', id);
    expect(await status()).toMatch(/ {3}\|- Not in force:\t203\.0\.113\.7 \(gate: .+\)\n/);
    expect(bans()).toMatchObject([{ id, notInForce: expect.stringContaining('gate') as string }]);
    expect(existsSync(at('open'))).toBe(false);
    writeFileSync(at('open'), '');
    await until(async () => !(await status()).includes('Not in force'), 20);
    expect(bans()).toEqual([expect.not.objectContaining({ notInForce: expect.anything() as unknown })]);
  });
});
