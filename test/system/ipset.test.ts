import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { actionIn, commandText, shippedAction } from '../support/shipped-action.js';

const reason = missing('ipset', 'iptables', 'ip6tables', 'iptables-restore');
const v4 = banTicket({ id: '192.0.2.1' });
const v6 = banTicket({ id: '2001:db8::1' });

describe.skipIf(reason !== undefined)(`ipset (${reason ?? 'in a namespace'})`, () => {
  let ns: Namespace;
  beforeEach(() => {
    ns = makeNamespace();
  });
  afterEach(() => ns.remove());

  const errors = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('DEBUG'));
  const elements = (set: string) =>
    ns
      .exec(`ipset list ${set} -o save`)
      .split('\n')
      .filter((line) => line.startsWith('add'))
      .sort();

  it.each([
    ['iptables-ipset[port="ssh,http"]', '-A INPUT -p tcp -m multiport --dports 22,80 -m set --match-set f2b-sshd'],
    ['iptables-ipset[type=oneport]', '-A INPUT -p tcp -m tcp --dport 22 -m set --match-set f2b-sshd'],
    ['iptables-ipset-proto4', '-A INPUT -p tcp -m multiport --dports 22 -m set --match-set f2b-sshd'],
    ['iptables-ipset-proto6[name=web]', '-A INPUT -p tcp -m multiport --dports 22 -m set --match-set f2b-web'],
    ['iptables-ipset-proto6-allports[protocol=udp]', '-A INPUT -p udp -m set --match-set f2b-sshd'],
  ])('%s looks up in its set who may come in', async (text, rule) => {
    const { action, lines } = actionIn(ns.shell, shippedAction(text));
    await action.ban(v4);
    expect(ns.exec('ipset list -t')).toContain('Type: hash:ip\n');
    expect(ns.exec('iptables -S INPUT 1')).toBe(`${rule} src -j REJECT --reject-with icmp-port-unreachable\n`);
    expect(ns.exec('ip6tables -S')).not.toContain('f2b');
    await action.ban(v6);
    expect(ns.exec('ip6tables -S INPUT 1')).toBe(`${rule}6 src -j REJECT --reject-with icmp6-port-unreachable\n`);
    expect(errors(lines)).toEqual([]);
  });

  it('gives elements a little more time than their bans have, unless that is for ever', async () => {
    const { action } = actionIn(ns.shell, shippedAction('iptables-ipset'));
    await action.ban(banTicket({ id: '192.0.2.1', bantime: 600 }));
    await action.ban(banTicket({ id: '192.0.2.2', bantime: -1 }));
    await action.ban(banTicket({ id: '192.0.2.3', bantime: 30 * 86_400 }));
    expect(elements('f2b-sshd')).toEqual([
      expect.stringMatching(/^add f2b-sshd 192\.0\.2\.1 timeout 4(200|19\d)$/),
      'add f2b-sshd 192.0.2.2 timeout 0',
      'add f2b-sshd 192.0.2.3 timeout 0',
    ]);
    await action.prolong(banTicket({ id: '192.0.2.1', bantime: 1200 }));
    expect(elements('f2b-sshd')[0]).toMatch(/^add f2b-sshd 192\.0\.2\.1 timeout 4(800|79\d)$/);
  });

  it('gives them the time users want', async () => {
    const { action } = actionIn(ns.shell, shippedAction('iptables-ipset[ipsettime=0, maxelem=1]'));
    expect(await action.ban(v4)).toBe(true);
    expect(elements('f2b-sshd')).toEqual(['add f2b-sshd 192.0.2.1 timeout 0']);
  });

  it('says so when a set is full', async () => {
    const { action, lines } = actionIn(ns.shell, shippedAction('iptables-ipset[maxelem=1]'));
    expect(await action.ban(v4)).toBe(true);
    const more = Array.from({ length: 40 }, (_, n) => banTicket({ id: `198.51.100.${n}` }));
    expect(await Promise.all(more.map((ticket) => action.ban(ticket)))).toContain(false);
    expect(errors(lines).join('\n')).toContain('Hash is full');
  });

  it('does not count on an element that is about to leave by itself', async () => {
    const definition = shippedAction('iptables-ipset');
    const { action } = actionIn(ns.shell, definition);
    await action.ban(v4);
    ns.exec('ipset add f2b-sshd 192.0.2.2 timeout 1790; ipset add f2b-sshd 192.0.2.3 timeout 1900');
    expect(
      ns
        .exec(commandText(definition, 'actionlist', 'inet4'))
        .split('\n')
        .sort(),
    ).toEqual(['', '192.0.2.1', '192.0.2.3']);
  });

  it('replaces a set of another kind', async () => {
    ns.exec('ipset create f2b-sshd hash:net; iptables -A INPUT -m set --match-set f2b-sshd src -j DROP');
    const { action, lines } = actionIn(ns.shell, shippedAction('iptables-ipset'));
    await action.ban(v4);
    expect(ns.exec('ipset list f2b-sshd')).toContain('Type: hash:ip\n');
    expect(ns.exec('iptables -S INPUT').match(/f2b-sshd/g)).toHaveLength(1);
    expect(errors(lines)).toEqual([]);
  });

  it('goes into every chain it is told, for each protocol', async () => {
    ns.exec('iptables -N DOCKER-USER; iptables -A FORWARD -j DOCKER-USER');
    const before = ns.exec('iptables -S');
    const text = 'iptables-ipset-proto6-allports[chain="INPUT,DOCKER-USER", protocol="tcp,udp"]';
    const { action, lines } = actionIn(ns.shell, shippedAction(text));
    await action.ban(v4);
    expect(
      ns.exec('iptables -S').match(/-A (INPUT|DOCKER-USER) -p (tcp|udp) -m set --match-set f2b-sshd/g),
    ).toHaveLength(4);
    await action.stop();
    expect(ns.exec('iptables -S')).toBe(before);
    expect(errors(lines)).toEqual([]);
  });
});
