import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DaemonHome } from '../support/daemon-home.js';
import { makeNamespace, missing } from '../support/netns.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'iptables', 'ipset');

/** Ways to ban, what lists the addresses in force, and what puts one in force that nobody has banned any more. */
const firewalls = [
  {
    banaction: 'nftables',
    list: 'nft list set inet f2b-table addr-set-sshd',
    add: "nft add element inet f2b-table addr-set-sshd '{ 203.0.113.1 }'",
  },
  {
    banaction: 'iptables-multiport',
    list: 'iptables -S f2b-sshd',
    add: 'iptables -I f2b-sshd 1 -s 203.0.113.1 -j REJECT --reject-with icmp-port-unreachable',
  },
  {
    banaction: 'iptables-ipset-proto6',
    list: 'ipset list f2b-sshd',
    add: 'ipset add f2b-sshd 203.0.113.1',
  },
];

describe.skipIf(reason !== undefined)(`a start after a kill (${reason ?? 'in a network namespace'})`, () => {
  const home = new DaemonHome(makeNamespace);
  const start = async (banaction: string, bantime: string) =>
    home.start(`banaction = ${banaction}\nbantime = ${bantime}`);
  /** Rules for IPv4 that refuse whom the jail has banned. */
  const rules = () =>
    home.box
      .exec('iptables -S; nft -s list chain inet f2b-table f2b-chain 2>/dev/null || true')
      .match(/^.*(?:@addr-set-sshd|-j f2b-sshd|match-set f2b-sshd) .*$|^.*-j f2b-sshd$/gm);
  const addresses = (list: string) =>
    home.box
      .exec(list)
      .match(/203\.0\.113\.\d+/g)
      ?.sort() ?? [];

  it.each(firewalls)(
    'keeps with $banaction what is banned, and takes away what is over',
    async ({ banaction, list, add }) => {
      const killed = await start(banaction, '1h');
      await killed.client('set', 'sshd', 'banip', '203.0.113.2', '203.0.113.3');
      await killed.end('SIGKILL');
      home.box.exec(add);
      const once = rules();
      const deleted = home.at('deleted');
      const monitor = home.box.spawn('/bin/sh', '-c', `exec nft monitor destroy > ${deleted}`);
      const { client, log } = await start(banaction, '1h');
      await until(() => addresses(list).length === 2);
      monitor.kill();
      expect(addresses(list)).toEqual(['203.0.113.2', '203.0.113.3']);
      expect((await client('status', 'sshd')).stdout).toContain('Banned IP list:\t203.0.113.2 203.0.113.3');
      expect(log()).toContain(`1 that nobody has banned any more taken out of the firewall`);
      // Rules are made anew in one transaction; what they refer to, and who is banned, is never away.
      expect(readFileSync(deleted, 'utf8')).not.toMatch(/203\.0\.113\.[23]|delete (table|chain|set)/);
      expect(rules()).toEqual(once);
      expect(once).toHaveLength(1);
    },
  );

  it.each(firewalls)('leaves nobody in $banaction when all bans are over', async ({ banaction, list }) => {
    const killed = await start(banaction, '2s');
    await killed.client('set', 'sshd', 'banip', '203.0.113.2', '203.0.113.3');
    const end = Date.now() + 2000;
    await killed.end('SIGKILL');
    expect(addresses(list)).toHaveLength(2);
    await until(() => Date.now() > end);
    const { log } = await start(banaction, '2s');
    await until(() => addresses(list).length === 0);
    expect(log()).not.toContain('Restore Ban');
  });
});
