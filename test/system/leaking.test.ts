import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DaemonHome } from '../support/daemon-home.js';
import { makeNamespace, missing } from '../support/netns.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'curl');
const id = '203.0.113.7';

describe.skipIf(reason !== undefined)(`bans that do not help (${reason ?? 'in a network namespace'})`, () => {
  const home = new DaemonHome(makeNamespace);
  const fail = () =>
    appendFileSync(
      home.at('auth.log'),
      `${new Date().toISOString()} host sshd[7]: Failed password for root from ${id} port 4022 ssh2\n`,
    );

  const start = async (action: string) => {
    const gate = `[Definition]\nactionban = test -e ${home.at('open')}\nactionunban = true\n`;
    await home.start(`maxretry = 2\naction = ${action}`, { 'action.d/gate.conf': gate });
  };
  const status = async () => (await home.daemon.client('status', 'sshd')).stdout;
  const bans = () =>
    JSON.parse(
      home.box.exec(`curl -s --unix-socket ${home.at('tsban.sock')} http://tsban/v1/jails/sshd/bans`),
    ) as unknown;

  it('are told of when somebody gets through, with the likely reason, until they are lifted', async () => {
    await start('nftables[type=multiport, port=ssh]');
    await home.daemon.client('set', 'sshd', 'banip', id);
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
    expect(
      home.daemon.log().match(/WARNING .*\[sshd\] 203\.0\.113\.7 is banned and the ban in force, but/g),
    ).toHaveLength(1);
    expect(bans()).toMatchObject([{ id, leaking: { reason: expect.stringContaining('ssh') as string } }]);
    await home.daemon.client('set', 'sshd', 'unbanip', id);
    expect(await status()).not.toContain('Leaking');
  });

  it('are told of while a command fails, and tried again until it works', async () => {
    await start('gate');
    await home.daemon.client('set', 'sshd', 'banip', id);
    expect(await status()).toMatch(/ {3}\|- Not in force:\t203\.0\.113\.7 \(gate: .+\)\n/);
    expect(bans()).toMatchObject([{ id, notInForce: expect.stringContaining('gate') as string }]);
    expect(existsSync(home.at('open'))).toBe(false);
    writeFileSync(home.at('open'), '');
    await until(async () => !(await status()).includes('Not in force'), 20);
    expect(bans()).toEqual([expect.not.objectContaining({ notInForce: expect.anything() as unknown })]);
  });
});
