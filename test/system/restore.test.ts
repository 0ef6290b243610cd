import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
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
  let ns: Namespace;
  let state: string;
  let daemon: RunningDaemon;
  const start = async (banaction: string, bantime: string) => {
    const jail = `[sshd]\nenabled = true\nbackend = auto\nbanaction = ${banaction}\nbantime = ${bantime}\nlogpath = ${join(state, 'auth.log')}\n`;
    const config = makeConfigTree(stockConfig, { 'jail.local': jail });
    daemon = await startDaemon({ shell: ns.shell, config, state });
  };
  const status = async () => (await daemon.client('status', 'sshd')).stdout;
  /** Rules for IPv4 that refuse whom the jail has banned. */
  const rules = () =>
    ns
      .exec('iptables -S; nft -s list chain inet f2b-table f2b-chain 2>/dev/null || true')
      .match(/^.*(?:@addr-set-sshd|-j f2b-sshd|match-set f2b-sshd) .*$|^.*-j f2b-sshd$/gm);
  const addresses = (list: string) =>
    ns
      .exec(list)
      .match(/203\.0\.113\.\d+/g)
      ?.sort() ?? [];

  beforeEach(() => {
    ns = makeNamespace();
    state = mkdtempSync(join(tmpdir(), 'tsban-state-'));
    writeFileSync(join(state, 'auth.log'), '');
  });
  afterEach(async () => {
    await daemon.end('SIGKILL');
    ns.remove();
    rmSync(state, { recursive: true });
  });

  it.each(firewalls)(
    'keeps with $banaction what is banned, and takes away what is over',
    async ({ banaction, list, add }) => {
      await start(banaction, '1h');
      await daemon.client('set', 'sshd', 'banip', '203.0.113.2', '203.0.113.3');
      await daemon.end('SIGKILL');
      ns.exec(add);
      const once = rules();
      const deleted = join(state, 'deleted');
      const monitor = ns.spawn('/bin/sh', '-c', `exec nft monitor destroy > ${deleted}`);
      await start(banaction, '1h');
      await until(() => addresses(list).length === 2);
      monitor.kill();
      expect(addresses(list)).toEqual(['203.0.113.2', '203.0.113.3']);
      expect(await status()).toContain('Banned IP list:\t203.0.113.2 203.0.113.3');
      expect(daemon.log()).toContain(`1 that nobody has banned any more taken out of the firewall`);
      // Rules are made anew in one transaction; what they refer to, and who is banned, is never away.
      expect(readFileSync(deleted, 'utf8')).not.toMatch(/203\.0\.113\.[23]|delete (table|chain|set)/);
      expect(rules()).toEqual(once);
      expect(once).toHaveLength(1);
    },
  );

  it.each(firewalls)('leaves nobody in $banaction when all bans are over', async ({ banaction, list }) => {
    await start(banaction, '2s');
    await daemon.client('set', 'sshd', 'banip', '203.0.113.2', '203.0.113.3');
    const end = Date.now() + 2000;
    await daemon.end('SIGKILL');
    expect(addresses(list)).toHaveLength(2);
    await until(() => Date.now() > end);
    await start(banaction, '2s');
    await until(() => addresses(list).length === 0);
    expect(daemon.log()).not.toContain('Restore Ban');
  });
});
