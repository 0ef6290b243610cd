import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Environment } from '../../src/action/environment.js';
import { createRunner } from '../../src/action/run-command.js';
import { BanManager } from '../../src/ban/ban-manager.js';
import { banStore } from '../../src/database/bans.js';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { FailManager } from '../../src/failure/fail-manager.js';
import { carryOutExchanges } from '../../src/jail/exchange.js';
import { Jail } from '../../src/jail/jail.js';
import type { JailParts } from '../../src/jail/jail-parts.js';
import { makeActions } from '../../src/jail/make-actions.js';
import { systemClock } from '../../src/time/clock.js';
import { HandWaker } from '../support/hand-waker.js';
import { jailConfig } from '../support/jail-config.js';
import { connect, makeNamespace, missing, type Namespace } from '../support/netns.js';
import { oldStyle } from '../support/old-style.js';
import { recordedLog } from '../support/recorded-log.js';
import { shippedActions } from '../support/shipped-action.js';
import { until } from '../support/until.js';

const reason = missing('iptables', 'ip6tables', 'nft', 'ipset');

/** A set that is nobody's in particular. */
const commonSet = `
[Definition]
actionban = ipset -exist add common-<which> <ip>
actionunban = ipset -exist del common-<which> <ip> <words>
[Init]
which = one
words =
`;

/** A rule for each ban, of which there may be two that are the same. */
const plain = `
[Definition]
actionban = iptables -I INPUT -s <ip> -p udp -m multiport --dports <port> -j DROP
actionunban = iptables -D INPUT -s <ip> -p udp -m multiport --dports <port> -j DROP
`;

/** What it makes is called the same whatever its parameters are. */
const ownChain = oldStyle('udp').replaceAll('f2b-<name>', 'own');

const files = {
  'action.d/old-style.conf': oldStyle('udp'),
  'action.d/common-set.conf': commonSet,
  'action.d/plain.conf': plain,
  'action.d/own-chain.conf': ownChain,
};

const exchanges = [
  ['nftables[type=allports, protocol=udp]', 'nftables[type=allports, protocol=udp, blocktype=drop]'],
  ['nftables[type=allports, protocol=udp]', 'nftables[type=allports, protocol="tcp,udp", chain_hook=input]'],
  ['nftables[type=multiport, protocol=udp, port="53"]', 'nftables[type=multiport, protocol=udp, port="53,54"]'],
  ['nftables[type=allports, protocol=udp]', 'nftables[type=allports, protocol=udp, table=other, name=other]'],
  ['iptables-multiport[protocol=udp, port="53"]', 'iptables-multiport[protocol=udp, port="53,54"]'],
  ['iptables-multiport[protocol=udp, port="53"]', 'iptables-allports[protocol=udp, blocktype=DROP]'],
  ['iptables-allports[protocol=udp]', 'iptables-allports[protocol=udp, chain="INPUT,FORWARD"]'],
  ['iptables-ipset[protocol=udp, port="53"]', 'iptables-ipset[protocol=udp, port="53,54", blocktype=DROP]'],
  ['iptables-ipset[type=allports, protocol=udp]', 'nftables[type=allports, protocol=udp]'],
  ['old-style[port=53]', 'old-style[port="53,54"]'],
  ['old-style[port=53]', 'old-style[port=53, blocktype=REJECT]'],
  ['old-style[port=53]', 'iptables-allports[protocol=udp]'],
  ['common-set', 'common-set[which=two]'],
  ['plain[port=53]', 'plain[port="53,54"]'],
] as const;

/** Sends to the host's port 53, from an address of each family, without a pause. */
const flood = `
  const { createSocket } = require('node:dgram');
  const [four, six] = ['udp4', 'udp6'].map((type) => createSocket(type));
  setInterval(() => {
    for (let i = 0; i < 5; i++) four.send('x', 53, '192.0.2.1'), six.send('x', 53, '2001:db8::1');
  }, 1);`;

/** Those who can be banned with every action. */
const idsFor = (action: string) => (/^(old|common|plain)/.test(action) ? ['192.0.2.7'] : ['192.0.2.7', '2001:db8::7']);

/** A jail with these actions whose commands run in a namespace; `replace` gives it others. */
function jailIn({ shell }: Namespace, actions: string, environment = new Environment()) {
  const { log, lines } = recordedLog();
  const outside = { log, clock: systemClock, waker: new HandWaker(), nextTurn: async () => Promise.resolve() };
  const counters = () => ({ banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 });
  const run = createRunner({ log, shell });
  const workshop = {
    context: { ...outside, run, counters, hostNames: { fq: 'box.example.org', sh: 'box' } },
    environment,
  };
  const partsFor = (text: string, before?: JailParts): JailParts => {
    const config = jailConfig({ actions: shippedActions(text, files) });
    return {
      config,
      usedns: 'no',
      filter: {
        find: async () => Promise.resolve([]),
        searchCounts: { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 },
      },
      ignoring: { ready: Promise.resolve(), listed: () => undefined, ask: undefined },
      ...makeActions(config, workshop, before),
    };
  };
  const connection = openDatabase(':memory:');
  const parts = partsFor(actions);
  const bans = new BanManager('test', 600, banStore(connection, 10));
  const failures = new FailManager('test', parts.config, failureStore(connection));
  const resolve = async () => Promise.resolve([]);
  const jail = new Jail(parts, failures, bans, { ...outside, resolve, commit: () => undefined });
  const exchange = (text: string) => jail.exchange(partsFor(text, jail.parts));
  return { jail, exchange, lines };
}

describe.skipIf(reason !== undefined)(`exchanging actions (${reason ?? 'in namespaces'})`, () => {
  let host: Namespace;
  let peer: Namespace;
  beforeEach(() => {
    [host, peer] = [makeNamespace(), makeNamespace()];
    connect(host, ['192.0.2.1/24', '2001:db8::1/64'], peer, ['192.0.2.7/24', '2001:db8::7/64']);
    host.exec(`
      for ipt in iptables ip6tables; do $ipt -A FORWARD -j ACCEPT; done
      nft add table inet seen
      nft add chain inet seen input '{ type filter hook input priority 300; }'
      for set in one two; do
        ipset create common-$set hash:ip
        iptables -A INPUT -m set --match-set common-$set src -j DROP
      done`);
  });
  afterEach(() => {
    peer.remove();
    host.remove();
  });

  /** What has come through every firewall from an address since it was first asked for it. */
  function counterOf(id: string): () => number {
    host.exec(`nft add rule inet seen input ${id.includes(':') ? 'ip6' : 'ip'} saddr ${id} udp dport 53 counter`);
    return () => Number(new RegExp(`saddr ${id} .* packets (\\d+)`).exec(host.exec('nft list table inet seen'))?.[1]);
  }
  const shown = () =>
    host.exec(
      "{ iptables-save; ip6tables-save; } | sed '/^#/d; s/ \\[[0-9:]*\\]$//'; nft -s list tables; ipset list -n",
    );

  it.each(exchanges)('%s for %s lets nobody through, and leaves nothing behind', async (one, other) => {
    const before = shown();
    const ids = idsFor(one);
    const counters = ids.map(counterOf);
    const seen = () => counters.map((count) => count());
    peer.spawn(process.execPath, '-e', flood);
    await until(() => seen().every((count) => count > 100));

    const { jail, exchange, lines } = jailIn(host, one);
    await jail.byHand.ban(ids);
    const shut = seen();
    await carryOutExchanges([exchange(other)]);
    await carryOutExchanges([exchange(one)]);
    expect(seen()).toEqual(shut);
    await jail.byHand.unban(ids);
    await until(() => seen().every((count, index) => count > (shut[index] ?? 0) + 100));
    await jail.stop();
    expect(shown()).toBe(before);
    expect(lines.filter((line) => /^(ERROR|CRITICAL|WARNING)/.test(line))).toEqual([]);
  });

  it.each([
    ['own-chain[port=53]', 'own-chain[port="53,54"]'],
    ['common-set', 'common-set[words="-quiet"]'],
  ])('%s for %s, which make the same, keeps the bans and leaves nothing behind', async (one, other) => {
    const before = shown();
    const { jail, exchange } = jailIn(host, one);
    await jail.byHand.ban(['192.0.2.7', '192.0.2.8']);
    await carryOutExchanges([exchange(other)]);
    await carryOutExchanges([exchange(one)]);
    await jail.byHand.unban(['192.0.2.8']);
    expect(host.exec('iptables -S; ipset list').match(/192\.0\.2\.[78]/g)).toEqual(['192.0.2.7']);
    await jail.stop();
    expect(shown()).toBe(before);
  });

  it('of two jails with one set lets nobody through whom either of them has banned', async () => {
    const counter = counterOf('192.0.2.7');
    peer.spawn(process.execPath, '-e', flood);
    await until(() => counter() > 100);
    const environment = new Environment();
    const before = 'nftables[name=common, type=allports, protocol=udp]';
    const jails = [before, before].map((text) => jailIn(host, text, environment));
    await jails[0]?.jail.byHand.ban(['192.0.2.7']);
    await jails[1]?.jail.byHand.ban(['192.0.2.8']);
    const shut = counter();
    const after = 'nftables[name=common, type=allports, protocol=udp, blocktype=drop]';
    await carryOutExchanges(jails.map(({ exchange }) => exchange(after)));
    expect(host.exec('nft list set inet f2b-table addr-set-common')).toMatch(/192\.0\.2\.7.*192\.0\.2\.8/s);
    expect(counter()).toBe(shut);
    for (const { jail } of jails) await jail.stop();
    expect(host.exec('nft list tables')).not.toContain('f2b');
  });
});
