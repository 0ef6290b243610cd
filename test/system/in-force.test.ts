import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { DaemonHome } from '../support/daemon-home.js';
import { makeNamespace, missing } from '../support/netns.js';
import { makeUfwBox } from '../support/ufw-box.js';
import { until } from '../support/until.js';

const ids = ['203.0.113.7', '203.0.113.8', '203.0.113.9', '2001:db8::7', '2001:db8::8'];

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
  { banaction: 'iptables-ipset-proto6', what: 'ipset flush' },
  { banaction: 'iptables-ipset-proto6', what: 'ipset del f2b-sshd6 2001:db8::7' },
  { banaction: 'iptables', what: 'iptables-save | grep -v f2b | iptables-restore' },
];

/** Has the shipped actions use the other kind of iptables. */
const legacy = {
  'action.d/iptables-common.local':
    '[Init]\niptables = iptables-legacy -w\n[Init?family=inet6]\niptables = ip6tables-legacy -w\n',
};
const legacySaves = 'iptables-legacy-save; ip6tables-legacy-save';

const reason = missing('iptables', 'ip6tables', 'nft', 'ipset');

describe.skipIf(reason !== undefined)(`bans under a running daemon (${reason ?? 'in a network namespace'})`, () => {
  const home = new DaemonHome(makeNamespace);
  const rules = () =>
    sorted(home.box.exec(`iptables-save; ip6tables-save; ${legacySaves}; nft -s list ruleset; ipset list`));

  /** Bans, lets somebody disturb that, and waits until all is as it was. */
  const disturb = async (what: string) => {
    const { client, log } = home.daemon;
    expect((await client('set', 'sshd', 'banip', ...ids)).stdout).toBe(String(ids.length));
    const whole = rules();
    for (const id of ids) expect(whole).toContain(id);
    home.box.exec(what);
    expect(rules()).not.toBe(whole);
    await until(() => rules() === whole);
    expect(log()).not.toContain('Unable to restore');
  };

  it.each(disturbances)('are back at once with $banaction after $what', async ({ banaction, what }) => {
    await home.start(`banaction = ${banaction}`);
    await disturb(what);
  });

  it.each([
    'iptables-legacy -F',
    'ip6tables-legacy -D f2b-sshd 1',

    'iptables-legacy -D INPUT 1',
  ])('are back at once with legacy iptables after %s', async (what) => {
    await home.start('banaction = iptables-allports', legacy);
    await disturb(what);
  });

  it.each(['flush lockout', 'del lockout 203.0.113.7'])(
    'are back at once with a plain action of a user after ipset %s',
    async (what) => {
      const plain = `[Definition]
actionstart = ipset create <set> hash:ip
actionstop = ipset destroy <set>
actioncheck = ipset list -n <set>
actionlist = ipset list <set> | sed '1,/^Members/d'
actionban = ipset -exist add <set> <ip>
actionunban = ipset -exist del <set> <ip>
[Init]
set = lockout
`;
      const { client } = await home.start('action = plain', { 'action.d/plain.conf': plain });
      const held = () => home.box.exec('ipset list lockout').match(/^203\.0\.113\.\d+/gm)?.length;
      await client('set', 'sshd', 'banip', '203.0.113.7', '203.0.113.8');
      expect(held()).toBe(2);
      home.box.exec(`ipset ${what}`);
      expect(held()).not.toBe(2);
      await until(() => held() === 2);
      await client('unban', '203.0.113.7');
      expect(held()).toBe(1);
    },
  );

  it('are looked after by processes that end with the daemon, even if that is killed', async () => {
    const { client, end } = await home.start('banaction = iptables-ipset-proto6');
    await client('set', 'sshd', 'banip', ...ids);
    const running = () => execFileSync('ip', ['netns', 'pids', home.box.name], { encoding: 'utf8' });
    expect(running().trim().split('\n').length).toBeGreaterThan(2);
    await end('SIGKILL');
    await until(() => running() === '');
  });
});

const ufwReason = missing('ufw', 'iptables', 'unshare', 'nsenter');

describe.skipIf(ufwReason !== undefined)(`bans under ufw (${ufwReason ?? 'in namespaces'})`, () => {
  const home = new DaemonHome(makeUfwBox);

  it.each([
    { banaction: 'iptables-multiport', what: 'ufw reload' },
    { banaction: 'iptables-multiport[chain=ufw-user-input]', what: 'ufw reload' },
    { banaction: 'ufw', what: 'ufw reload' },
  ])('are in force with $banaction after $what', async ({ banaction, what }) => {
    const { client } = await home.start(`banaction = ${banaction}`);
    const rules = () => sorted(home.box.exec('iptables-save; ip6tables-save'));
    expect((await client('set', 'sshd', 'banip', ...ids)).stdout).toBe(String(ids.length));
    const whole = rules();
    home.box.exec(what);
    await until(() => rules() === whole);
  });
});
