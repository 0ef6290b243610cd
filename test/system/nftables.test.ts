import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Environment } from '../../src/action/environment.js';
import { banTicket } from '../support/ban-ticket.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { actionIn, commandText, shippedAction } from '../support/shipped-action.js';

const reason = missing('nft');
const v4 = banTicket({ id: '192.0.2.1' });
const v6 = banTicket({ id: '2001:db8::1' });
const network = banTicket({ id: '198.51.100.0/24' });

const hostRules = `nft -f - <<'END'
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
  }
}
END`;

describe.skipIf(reason !== undefined)(`nftables (${reason ?? 'in a namespace'})`, () => {
  let ns: Namespace;
  beforeEach(() => {
    ns = makeNamespace();
    ns.exec(hostRules);
  });
  afterEach(() => ns.remove());

  const ruleset = () => ns.exec("nft list ruleset | sed 's/ timeout [^ ]* expires [0-9a-z]*//g'");
  const chain = (name: string) => ns.exec(`nft list chain inet f2b-table ${name}`);
  const timedSet = (name: string) => ns.exec(`nft list set inet f2b-table ${name}`);
  const set = (name: string) => timedSet(name).replaceAll(/ timeout \w+ expires \w+/g, '');
  const listed = (text: string, family: 'inet4' | 'inet6' = 'inet4') =>
    ns
      .exec(commandText(shippedAction(text), 'actionlist', family))
      .split('\n')
      .slice(0, -1);
  const errors = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('DEBUG'));

  const cases: [action: string, name: string, match: string][] = [
    ['nftables', 'sshd', 'tcp dport 22'],
    ['nftables[type=multiport, port="ssh,0:21"]', 'sshd', 'tcp dport { 0-22 }'],
    ['nftables-multiport[name=web, port="http,https", protocol=tcp]', 'web', 'tcp dport { 80, 443 }'],
    ['nftables[type=multiport, port="0:65535"]', 'sshd', 'tcp dport 0-65535'],
    ['nftables-allports', 'sshd', 'meta l4proto tcp'],
    ['nftables[type=allports, protocol=udp]', 'sshd', 'meta l4proto udp'],
    ['nftables[type=multiport][port="ssh", protocol="tcp", chain="<known/chain>"]', 'sshd', 'tcp dport 22'],
  ];

  describe.each(cases)('%s', (text, name, match) => {
    const definition = () => shippedAction(text);

    it('makes what it needs with the first ban of a family and leaves nothing behind', async () => {
      const before = ruleset();
      const { action, lines } = actionIn(ns.shell, definition());
      await action.start();
      expect(ruleset()).toBe(before);

      expect(await action.ban(v4)).toBe(true);
      expect(chain('f2b-chain')).toContain(`${match} ip saddr @addr-set-${name} reject`);
      expect(chain('f2b-chain')).toContain('type filter hook input priority filter - 1; policy accept;');
      expect(chain('f2b-chain-forward')).toContain(`ip saddr @addr-set-${name} reject`);
      expect(chain('f2b-chain-forward')).toContain('hook forward priority filter - 1');
      expect(set(`addr-set-${name}`)).toContain('elements = { 192.0.2.1 }');
      expect(ruleset()).not.toContain('addr6-set');
      expect(ruleset()).not.toContain('interval');

      expect(await action.ban(v6)).toBe(true);
      expect(chain('f2b-chain')).toContain(`ip6 saddr @addr6-set-${name} reject`);
      expect(set(`addr6-set-${name}`)).toContain('elements = { 2001:db8::1 }');

      expect(await action.unban(v4)).toBe(true);
      expect(set(`addr-set-${name}`)).not.toContain('elements');
      await action.stop();
      expect(ruleset()).toBe(before);
      expect(errors(lines)).toEqual([]);
    });
  });

  describe.each(cases.filter(([text]) => text.includes('0:21')))('%s', (text, name) => {
    const definition = () => shippedAction(text);

    it('bans and unbans twice without harm, networks too', async () => {
      const { action, lines } = actionIn(ns.shell, definition());
      await action.ban(v4);
      await action.ban(network);
      const once = ruleset();
      expect(chain('f2b-chain')).toContain(`ip saddr & 255.255.255.0 == @addr-set-${name}/24 reject`);
      await action.ban(v4);
      await action.ban(network);
      expect(ruleset()).toBe(once);
      for (const ticket of [v4, v4, network, network]) expect(await action.unban(ticket)).toBe(true);
      expect(ruleset()).not.toContain('elements');
      expect(errors(lines)).toEqual([]);
    });

    it('takes over what a killed one left behind', async () => {
      const before = ruleset();
      const killed = actionIn(ns.shell, definition()).action;
      await killed.ban(v4);
      await killed.ban(network);
      const { action, lines } = actionIn(ns.shell, definition());
      await action.ban(banTicket({ id: '192.0.2.2' }));
      expect(listed(text).sort()).toEqual(['192.0.2.1', '192.0.2.2', '198.51.100.0/24']);
      expect(chain('f2b-chain').match(/@addr-set-/g)).toHaveLength(2);
      expect(errors(lines)).toEqual([]);
      await action.stop();
      expect(ruleset()).toBe(before);
    });

    it('builds everything anew when somebody has flushed it', async () => {
      const { action } = actionIn(ns.shell, definition());
      await action.ban(v4);
      await action.ban(network);
      const whole = ruleset();
      ns.exec(`nft flush ruleset; ${hostRules}`);
      await action.ban(banTicket({ id: '192.0.2.2' }));
      await action.unban(banTicket({ id: '192.0.2.2' }));
      expect(ruleset()).toBe(whole);
    });

    it('notices a rule that is gone', async () => {
      const { action } = actionIn(ns.shell, definition());
      await action.ban(v4);
      const whole = ruleset();
      ns.exec('nft flush chain inet f2b-table f2b-chain-forward');
      expect(await action.check()).toBe(true);
      expect(ruleset()).toBe(whole);
    });
  });

  it('keeps jails apart, and takes the table away with the last', async () => {
    const before = ruleset();
    const [web, website] = ['web', 'website'].map((name) =>
      actionIn(ns.shell, shippedAction(`nftables-allports[name=${name}]`)),
    );
    for (const one of [web, website]) {
      await one?.action.ban(v4);
      await one?.action.ban(v6);
      await one?.action.ban(network);
    }
    await web?.action.stop();
    expect(ruleset()).not.toMatch(/-set-web\b/);
    expect(chain('f2b-chain')).toContain('@addr-set-website');
    expect(set('addr-set-website')).toContain('192.0.2.1');
    expect(set('addr-set-website/24')).toContain('198.51.100.0');
    await website?.action.stop();
    expect(ruleset()).toBe(before);
    expect(errors([...(web?.lines ?? []), ...(website?.lines ?? [])])).toEqual([]);
  });

  it('leaves a table alone that somebody else uses too', async () => {
    ns.exec('nft add table inet f2b-table; nft add set inet f2b-table mine "{ type ipv4_addr; }"');
    const { action } = actionIn(ns.shell, shippedAction('nftables-allports'));
    await action.ban(v4);
    await action.stop();
    expect(ruleset()).toContain('set mine');
    expect(ruleset()).not.toContain('addr-set');
  });

  it('keeps a network apart from another that looks like its beginning', async () => {
    const { action } = actionIn(ns.shell, shippedAction('nftables-allports'));
    await action.ban(banTicket({ id: '10.0.0.0/2' }));
    await action.ban(banTicket({ id: '10.0.0.0/24' }));
    await action.unban(banTicket({ id: '10.0.0.0/2' }));
    expect(listed('nftables-allports')).toEqual(['10.0.0.0/24']);
  });

  it('masks networks of any length', async () => {
    const { action, lines } = actionIn(ns.shell, shippedAction('nftables-allports'));
    const networks = ['0.0.0.0/1', '10.0.0.0/9', '192.0.2.4/31', '2000::/3', '2001:db8::/33', '2001:db8::4/127'];
    for (const id of networks) await action.ban(banTicket({ id }));
    const masks = ['128.0.0.0', '255.128.0.0', '255.255.255.254', 'e000::', 'ffff:ffff:8000::'];
    for (const mask of [...masks, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe'])
      expect(chain('f2b-chain')).toContain(` & ${mask} == @addr`);
    expect([...listed('nftables-allports'), ...listed('nftables-allports', 'inet6')].sort()).toEqual(networks);
    expect(errors(lines)).toEqual([]);
  });

  it('gives elements a little more time than their bans have, unless that is for ever', async () => {
    const { action } = actionIn(ns.shell, shippedAction('nftables-allports'));
    await action.ban(banTicket({ id: '192.0.2.1', bantime: 600 }));
    await action.ban(banTicket({ id: '192.0.2.2', bantime: -1 }));
    await action.ban(banTicket({ id: '192.0.2.3', bantime: 100 * 365 * 86_400 }));
    expect(timedSet('addr-set-sshd')).toMatch(
      /192\.0\.2\.1 timeout 1h10m expires \w+,\s+192\.0\.2\.2,\s+192\.0\.2\.3 }/,
    );
    await action.prolong(banTicket({ id: '192.0.2.1', bantime: 1200 }));
    expect(timedSet('addr-set-sshd')).toContain('192.0.2.1 timeout 1h20m expires 1h19m');
  });

  it.each(['6.1.0-18-amd64', '5.15.0', '6.12-rc1', '7.0.3'])(
    'gives them another time under Linux %s',
    async (release) => {
      const file = join(mkdtempSync(join(tmpdir(), 'tsban-release-')), 'osrelease');
      writeFileSync(file, `${release}\n`);
      const [program, ...before] = ns.shell;
      const asOld = 'mount --bind "$0" /proc/sys/kernel/osrelease && exec /bin/sh "$@"';
      const shell = [program, ...before.slice(0, -1), 'unshare', '-m', '/bin/sh', '-c', asOld, file] as const;
      const { action, lines } = actionIn(shell, shippedAction('nftables-allports'));
      for (const bantime of [600, 60]) {
        await Promise.all([v4, v6].map((ticket) => action.ban({ ...ticket, bantime })));
        expect(timedSet('addr-set-sshd')).toContain(`192.0.2.1 timeout 1h${bantime / 60}m`);
        expect(timedSet('addr6-set-sshd')).toContain(`2001:db8::1 timeout 1h${bantime / 60}m`);
      }
      expect(errors(lines)).toEqual([]);
      rmSync(dirname(file), { recursive: true });
    },
  );

  it('does not count on an element that is about to leave by itself', async () => {
    const { action } = actionIn(ns.shell, shippedAction('nftables-allports'));
    await action.ban(v4);
    for (const [id, timeout] of [
      ['192.0.2.4', '29m59s'],
      ['192.0.2.5', '31m'],
      ['192.0.2.6', '1h1s'],
      ['192.0.2.7', '1d'],
      ['192.0.2.8', '2s'],
    ]) {
      ns.exec(`nft add element inet f2b-table addr-set-sshd '{ ${id} timeout ${timeout} }'`);
    }
    expect(listed('nftables-allports')).toEqual(['192.0.2.1', '192.0.2.5', '192.0.2.6', '192.0.2.7']);
  });

  it('replaces a set of another kind', async () => {
    ns.exec(`nft 'add table inet f2b-table; add set inet f2b-table addr-set-sshd { type ipv4_addr; flags interval; }'`);
    const { action, lines } = actionIn(ns.shell, shippedAction('nftables-allports'));
    await action.ban(v4);
    expect(set('addr-set-sshd')).toContain('flags timeout');
    expect(errors(lines)).toEqual([]);
  });

  it('takes nothing but addresses to nft', async () => {
    const { action, lines } = actionIn(ns.shell, shippedAction('nftables-allports'));
    await action.ban(v4);
    const before = ruleset();
    for (const id of ['192.0.2.2 }; add table inet mine; #', '192.0.2.3\nflush ruleset', 'example.org'])
      expect(await action.ban(banTicket({ id }))).toBe(false);
    expect(ruleset()).toBe(before);
    expect(errors(lines).join('\n')).toContain('only addresses and networks can be banned here');
  });

  it('can do with the chains a jail names for iptables', async () => {
    const before = ruleset();
    const { action, lines } = actionIn(ns.shell, shippedAction('nftables-allports[chain="INPUT,DOCKER-USER"]'));
    await action.ban(v4);
    for (const name of ['INPUT-DOCKER-USER', 'INPUT-DOCKER-USER-forward'])
      expect(chain(name)).toContain('ip saddr @addr-set-sshd reject');
    await action.stop();
    expect(ruleset()).toBe(before);
    expect(errors(lines)).toEqual([]);
  });

  it('obeys what users tell it', async () => {
    const text = `nftables[type=custom, rule_match-custom="tcp dport 22 ct state new", blocktype=drop, table=mine,
      table_family=ip, chain=shut, chain_hook=prerouting, chain_priority=-150]`;
    const { action, lines } = actionIn(ns.shell, shippedAction(text));
    await action.ban(v4);
    const made = ns.exec('nft list table ip mine');
    expect(made).toContain('type filter hook prerouting priority mangle');
    expect(made).toContain('tcp dport 22 ct state new ip saddr @addr-set-sshd drop');
    expect(errors(lines)).toEqual([]);
  });

  it('shares one set among jails of one name', async () => {
    const environment = new Environment();
    const definition = shippedAction('nftables-multiport[name=web, port="http,https"]');
    const one = actionIn(ns.shell, definition, { jail: 'one', environment }).action;
    const two = actionIn(ns.shell, definition, { jail: 'two', environment }).action;
    await one.ban(v4);
    await two.ban(v4);
    await one.stop();
    expect(set('addr-set-web')).toContain('192.0.2.1');
    await two.stop();
    expect(ruleset()).not.toContain('f2b');
  });
});
