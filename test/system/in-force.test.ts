import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { makeUfwBox, type UfwBox } from '../support/ufw-box.js';
import { until } from '../support/until.js';

const ids = ['203.0.113.7', '203.0.113.8', '203.0.113.9', '2001:db8::7', '2001:db8::8'];

const configure = (log: string, options: string) => {
  const jail = `[DEFAULT]\n${options}\n[sshd]\nenabled = true\nbackend = auto\nlogpath = ${log}\n`;
  return makeConfigTree(stockConfig, { 'jail.local': jail });
};

/** All that is ours of the rules, whatever its order and its counters. */
const sorted = (rules: string) =>
  rules
    .split('\n')
    .filter((line) => /f2b|-sshd|203\.0\.113|2001:db8/.test(line))
    .map((line) => line.replace(/\[\d+:\d+\]|counter packets \d+ bytes \d+| timeout \d+/, '').trim())
    .sort()
    .join('\n');

const disturbances = [
  { banaction: 'nftables', what: 'nft flush ruleset' },
  { banaction: 'nftables', what: 'nft flush chain inet f2b-table f2b-chain' },
  { banaction: 'nftables-allports', what: 'nft delete table inet f2b-table' },
  { banaction: 'nftables', what: 'nft flush set inet f2b-table addr-set-sshd' },
  { banaction: 'nftables', what: "nft delete element inet f2b-table addr-set-sshd '{ 203.0.113.7 }'" },
  { banaction: 'iptables-multiport', what: 'iptables -F; ip6tables -F' },
  { banaction: 'iptables-multiport', what: 'iptables -F; iptables -X; ip6tables -F; ip6tables -X' },
  { banaction: 'iptables-allports', what: 'iptables -D INPUT -p tcp -j f2b-sshd' },
  { banaction: 'iptables-ipset-proto6', what: 'iptables -F; ip6tables -F; ipset destroy' },
  { banaction: 'iptables', what: 'iptables-save | grep -v f2b | iptables-restore' },
];

const reason = missing('iptables', 'ip6tables', 'nft', 'ipset');

describe.skipIf(reason !== undefined)(`bans under a running daemon (${reason ?? 'in a network namespace'})`, () => {
  let ns: Namespace;
  let state: string;
  let daemon: RunningDaemon | undefined;

  beforeEach(() => {
    ns = makeNamespace();
    state = mkdtempSync(join(tmpdir(), 'tsban-state-'));
    writeFileSync(join(state, 'auth.log'), '');
  });
  afterEach(async () => {
    await daemon?.end('SIGKILL');
    ns.remove();
    rmSync(state, { recursive: true });
  });

  const start = async (banaction: string) => {
    const config = configure(join(state, 'auth.log'), `banaction = ${banaction}`);
    daemon = await startDaemon({ shell: ns.shell, config, state });
    return daemon;
  };
  const rules = () => sorted(ns.exec('iptables-save; ip6tables-save; nft -s list ruleset; ipset list'));

  it.each(disturbances)('are back at once with $banaction after $what', async ({ banaction, what }) => {
    const { client, log } = await start(banaction);
    expect((await client('set', 'sshd', 'banip', ...ids)).stdout).toBe(String(ids.length));
    const whole = rules();
    for (const id of ids) expect(whole).toContain(id);
    ns.exec(what);
    expect(rules()).not.toBe(whole);
    await until(() => rules() === whole, 5);
    expect(log()).not.toContain('Unable to restore');
  });

  it('are looked after by processes that end with the daemon, even if that is killed', async () => {
    const { end } = await start('nftables');
    const running = () => execFileSync('ip', ['netns', 'pids', ns.name], { encoding: 'utf8' });
    expect(running().trim().split('\n').length).toBeGreaterThan(1);
    await end('SIGKILL');
    await until(() => running() === '');
  });
});

const ufwReason = missing('ufw', 'iptables', 'unshare', 'nsenter');

describe.skipIf(ufwReason !== undefined)(`bans under ufw (${ufwReason ?? 'in namespaces'})`, () => {
  let box: UfwBox;
  let state: string;
  let daemon: RunningDaemon | undefined;

  beforeEach(async () => {
    box = await makeUfwBox();
    state = mkdtempSync(join(tmpdir(), 'tsban-state-'));
    writeFileSync(join(state, 'auth.log'), '');
  });
  afterEach(async () => {
    await daemon?.end('SIGKILL');
    box.remove();
    rmSync(state, { recursive: true });
  });

  it.each([
    { banaction: 'iptables-multiport', what: 'ufw reload' },
    { banaction: 'iptables-multiport[chain=ufw-user-input]', what: 'ufw reload' },
    { banaction: 'ufw', what: 'ufw reload' },
  ])('are in force with $banaction after $what', async ({ banaction, what }) => {
    const config = configure(join(state, 'auth.log'), `banaction = ${banaction}`);
    daemon = await startDaemon({ shell: box.shell, config, state });
    const rules = () => sorted(box.exec('iptables-save; ip6tables-save'));
    expect((await daemon.client('set', 'sshd', 'banip', ...ids)).stdout).toBe(String(ids.length));
    const whole = rules();
    box.exec(what);
    await until(() => rules() === whole, 5);
  });
});
