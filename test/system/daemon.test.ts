import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { DaemonHome } from '../support/daemon-home.js';
import { makeNamespace, missing } from '../support/netns.js';
import { makeUfwBox } from '../support/ufw-box.js';
import { until } from '../support/until.js';

const reason = missing('iptables', 'ip6tables', 'nft');

/** Three ways to ban and where the addresses then stand. */
const firewalls = [
  {
    name: 'iptables-multiport',
    options: 'banaction = iptables-multiport',
    v4: 'iptables -S f2b-sshd',
    v6: 'ip6tables -S f2b-sshd',
    prepare: 'true',
  },
  {
    name: 'nftables',
    options: 'banaction = nftables',
    v4: 'nft list set inet f2b-table addr-set-sshd',
    v6: 'nft list set inet f2b-table addr6-set-sshd',
    prepare: 'true',
  },
  {
    name: 'iptables-allports on DOCKER-USER',
    options: 'banaction = iptables-allports\nchain = DOCKER-USER',
    v4: 'iptables -S f2b-sshd',
    v6: 'ip6tables -S f2b-sshd',
    prepare:
      'for i in iptables ip6tables; do $i -N DOCKER-USER; $i -A DOCKER-USER -j RETURN; $i -I FORWARD -j DOCKER-USER; done',
  },
];

const sshdFailure = (address: string) =>
  `${new Date().toISOString()} host sshd[77]: Failed password for root from ${address} port 4022 ssh2\n`;

describe.skipIf(reason !== undefined)(`the built daemon (${reason ?? 'in a network namespace'})`, () => {
  const home = new DaemonHome(makeNamespace);
  const log = () => home.at('auth.log');
  const rules = () =>
    home.box.exec("{ iptables-save; ip6tables-save; nft list ruleset; } | sed '/^#/d; s/\\[[0-9:]*\\]//'");
  const start = async (options: string) => home.start(`maxretry = 3\n${options}`);
  const fail = (address: string, times: number, path = log()) =>
    appendFileSync(path, sshdFailure(address).repeat(times));
  const holds = (list: string, address: string) => {
    try {
      return home.box.exec(list).includes(address);
    } catch {
      return false;
    }
  };

  beforeEach(() => {
    // The first rule ever makes iptables' own tables, which stay.
    home.box.exec('for i in iptables ip6tables; do $i -A INPUT -j ACCEPT; $i -D INPUT -j ACCEPT; done');
  });

  it.each(firewalls)('does the main job with $name', async ({ options, v4, v6, prepare }) => {
    home.box.exec(prepare);
    const before = rules();
    const { client } = await start(options);
    fail('203.0.113.7', 3);
    await until(() => holds(v4, '203.0.113.7'));
    expect((await client('status', 'sshd')).stdout).toContain('Banned IP list:\t203.0.113.7');
    expect(await client('set', 'sshd', 'unbanip', '203.0.113.7')).toMatchObject({ stdout: '1', exitCode: 0 });
    expect(holds(v4, '203.0.113.7')).toBe(false);
    expect(await client('set', 'sshd', 'banip', '203.0.113.8', '2001:DB8::8')).toMatchObject({ stdout: '2' });
    expect([holds(v4, '203.0.113.8'), holds(v6, '2001:db8::8')]).toEqual([true, true]);
    expect(await client('stop')).toMatchObject({ stdout: 'Shutdown successful', exitCode: 0 });
    expect(rules()).toBe(before);
  });

  it('has its bans in force again after kill -9, and counts no line twice', async () => {
    const first = await start('banaction = iptables-multiport');
    fail('203.0.113.7', 3);
    fail('203.0.113.9', 2);
    await first.logged('Ban 203.0.113.7');
    await until(() => holds('iptables -S f2b-sshd', '203.0.113.7'));
    await first.end('SIGKILL');
    fail('203.0.113.10', 1);
    const second = await start('banaction = iptables-multiport');
    await second.logged('Restore Ban 203.0.113.7');
    await until(() => holds('iptables -S f2b-sshd', '203.0.113.7'));
    await second.logged('Found 203.0.113.10');
    expect((await second.client('status', 'sshd')).stdout).toMatch(/Currently failed:\t2\n.*Total failed:\t1\n/);
    expect(second.log().match(/Found 203\.0\.113\.7/g)).toHaveLength(3);
    expect(home.box.exec('iptables -S').match(/-A f2b-sshd -s 203\.0\.113\.7/g)).toHaveLength(1);
    expect(home.box.exec('iptables -S').match(/-j f2b-sshd/g)).toHaveLength(1);
    fail('203.0.113.9', 1);
    await second.logged('Ban 203.0.113.9');
  });

  it('takes its rules out on SIGTERM, and refuses to start twice', async () => {
    const before = rules();
    const first = await start('banaction = nftables');
    await first.client('set', 'sshd', 'banip', '203.0.113.8');
    const second = await start('banaction = nftables');
    expect(await second.end('SIGKILL')).toBe(255);
    expect((await first.client('ping')).stdout).toBe('Server replied: pong');
    expect(await first.end('SIGTERM')).toBe(0);
    expect(rules()).toBe(before);
  });

  it('loses no line when the log is rotated under it', async () => {
    const { client, logged } = await start('banaction = iptables-allports');
    for (let i = 1; i <= 9; i++) {
      fail(`203.0.113.${i}`, 2);
      await logged(`Found 203.0.113.${i}`);
      renameSync(log(), `${log()}.${i}`);
      // The writer still has the old file for a moment, as with every logrotate without copytruncate.
      fail(`203.0.113.${i}`, 1, `${log()}.${i}`);
      writeFileSync(log(), '');
    }
    fail('203.0.113.10', 3);
    await logged('Ban 203.0.113.10');
    await until(async () => (await client('status', 'sshd')).stdout.includes('Currently banned:\t10'));
    expect((await client('status', 'sshd')).stdout).toContain('Total failed:\t30');
  });

  it('is not impressed by garbage in the log', async () => {
    const { client, logged } = await start('banaction = iptables-allports');
    appendFileSync(log(), Buffer.from([0, 255, 254, 0x80, 0x0a]));
    appendFileSync(log(), `${'x'.repeat(1024 * 1024)}\n`);
    appendFileSync(
      log(),
      `${new Date().toISOString()} host sshd[1]: Invalid user \u0000\u001b[2J$(touch /tmp/pwned)\`id\` from 203.0.113.1 port 1\n`,
    );
    fail('203.0.113.66', 3);
    await logged('Ban 203.0.113.66');
    expect((await client('ping')).stdout).toBe('Server replied: pong');
  });

  it('waits for a log that is not there yet', async () => {
    rmSync(log());
    const { client, logged } = await start('banaction = iptables-allports');
    await logged('no such log file yet');
    // The sshd jail has a journalmatch: until the file comes, the journal stands in for it.
    expect((await client('status', 'sshd')).stdout).toContain('Journal matches:');
    fail('203.0.113.7', 3);
    await logged('Ban 203.0.113.7');
    await logged('it reads that instead of the journal');
    expect((await client('status', 'sshd')).stdout).toContain(`File list:\t${log()}`);
  });
});

const ufwReason = missing('ufw', 'iptables', 'unshare', 'nsenter');

describe.skipIf(ufwReason !== undefined)(`the built daemon with ufw (${ufwReason ?? 'in namespaces'})`, () => {
  const home = new DaemonHome(makeUfwBox);

  it('does the main job', async () => {
    const rules = () => home.box.exec("{ iptables-save; ip6tables-save; } | sed '/^#/d; s/\\[[0-9:]*\\]//'");
    const before = rules();
    const { client } = await home.start('maxretry = 3\nbanaction = ufw');
    appendFileSync(home.at('auth.log'), sshdFailure('203.0.113.7').repeat(3));
    await until(() => rules().includes('203.0.113.7'));
    expect((await client('status', 'sshd')).stdout).toContain('Banned IP list:\t203.0.113.7');
    expect((await client('set', 'sshd', 'unbanip', '203.0.113.7')).stdout).toBe('1');
    expect(rules()).toBe(before);
    expect((await client('set', 'sshd', 'banip', '203.0.113.8', '2001:db8::8')).stdout).toBe('2');
    expect(rules()).toMatch(/203\.0\.113\.8[^]*2001:db8::8/);
    expect((await client('stop')).exitCode).toBe(0);
    expect(rules()).toBe(before);
  });
});
