import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  iptablesHold,
  type IptablesHolder,
  iptablesRelease,
  nftHold,
  nftRelease,
} from '../../src/cli/import-fail2ban/switch/hold-scripts.js';
import type { Family } from '../../src/net/address.js';
import { parseAddress } from '../../src/net/address.js';
import { connect, makeNamespace, missing, type Namespace } from '../support/netns.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'iptables-restore', 'ip6tables-restore', 'bash', 'timeout');

const held = (...texts: readonly string[]) => texts.flatMap((text) => parseAddress(text) ?? []);
const families: readonly (readonly [Family, string])[] = [
  ['inet4', 'iptables-restore'],
  ['inet6', 'ip6tables-restore'],
];
const server = `for (const port of [22, 80]) require('node:net').createServer().listen(port, '::')`;

describe.skipIf(reason !== undefined)(`whoever is held (${reason ?? 'in namespaces'})`, () => {
  let host: Namespace;
  let peer: Namespace;
  /** From which of its addresses the peer gets in, by any of the ports. */
  const reached = (): readonly string[] =>
    peer
      .exec(`for address in 192.0.2.1 2001:db8::1; do for port in 22 80; do
        timeout 1 bash -c ": < /dev/tcp/$address/$port" 2>/dev/null && echo $address & done; done; wait`)
      .split('\n')
      .filter((address, at, all) => address !== '' && all.indexOf(address) === at)
      .sort();
  const feed = (program: string, script: string) => host.exec(`${program} <<'SCRIPT'\n${script}SCRIPT`);
  const present = (jumps: IptablesHolder['jumps']): IptablesHolder => ({ hasChain: jumps.length > 0, jumps });
  const restore = (script: (family: Family) => string) => {
    for (const [family, program] of families) feed(`${program} --noflush --wait`, script(family));
  };

  beforeEach(async () => {
    host = makeNamespace();
    peer = makeNamespace();
    connect(host, ['192.0.2.1/24', '2001:db8::1/64'], peer, ['192.0.2.7/24', '2001:db8::7/64']);
    host.spawn(process.execPath, '-e', server);
    // What lets everybody in comes first.
    for (const program of ['iptables', 'ip6tables']) host.exec(`${program} -A INPUT -p tcp -j ACCEPT`);
    await until(() => reached().length === 2);
  });
  afterEach(() => {
    peer.remove();
    host.remove();
  });

  it('gets in nowhere, by nft, until somebody else is held or nobody', () => {
    feed('nft -f -', nftHold(held('192.0.2.7', '2001:db8::/32', '2001:db8::/64'), 60));
    expect(reached()).toEqual([]);
    feed('nft -f -', nftHold(held('192.0.2.0/24'), 60));
    expect(reached()).toEqual(['2001:db8::1']);
    feed('nft -f -', nftRelease);
    expect(reached()).toEqual(['192.0.2.1', '2001:db8::1']);
    expect(host.exec('nft list tables')).not.toContain('tsban');
  });

  it('gets in again when the time is over, by nft', async () => {
    feed('nft -f -', nftHold(held('192.0.2.7', '2001:db8::/64'), 2));
    expect(host.exec('nft list table inet tsban-switch')).toMatch(/192\.0\.2\.7 expires [^]*2001:db8::\/64 expires/);
    await until(() => reached().length === 2);
  });

  it('gets in nowhere, by iptables, also where a run before left something', () => {
    const later = Date.now() / 1000 + 60;
    restore((family) => iptablesHold(held('192.0.2.7', '2001:db8::/64'), family, later, present([])));
    expect(reached()).toEqual([]);
    restore((family) => iptablesHold(held('2001:db8::7'), family, later, present(['INPUT', 'FORWARD'])));
    expect(reached()).toEqual(['192.0.2.1']);
    restore(() => iptablesRelease(present(['INPUT', 'FORWARD'])));
    expect(reached()).toEqual(['192.0.2.1', '2001:db8::1']);
    expect(host.exec('iptables-save; ip6tables-save')).not.toContain('tsban');
  });

  it('gets in when the time is over, by iptables', () => {
    restore((family) => iptablesHold(held('192.0.2.7', '2001:db8::7'), family, Date.now() / 1000 - 1, present([])));
    expect(reached()).toEqual(['192.0.2.1', '2001:db8::1']);
  });
});
