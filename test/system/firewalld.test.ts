import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { type FirewalldBox, makeFirewalldBox } from '../support/firewalld-box.js';
import { missing } from '../support/netns.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';

const reason = missing('firewalld', 'firewall-cmd', 'dbus-daemon', 'unshare', 'nsenter');

describe.skipIf(reason !== undefined)(`firewalld (${reason ?? 'in namespaces'})`, { timeout: 180_000 }, () => {
  let box: FirewalldBox;
  beforeEach(async () => {
    box = await makeFirewalldBox();
  });
  afterEach(() => box.remove());

  const rules = () =>
    box
      .exec('firewall-cmd --list-rich-rules')
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  const errors = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('DEBUG'));
  const tickets = (...ids: string[]) => ids.map((id) => banTicket({ id }));
  const rule = (family: string, address: string, what: string) =>
    `rule priority="-222" family="${family}" source address="${address}" ${what}`;

  it('has a rule for each banned address, port and protocol, and none when all is over', async () => {
    const text = 'firewallcmd-rich-rules[actiontype=<multiport>, port="ssh,80:90"]';
    const { action, lines } = actionIn(box.shell, shippedAction(text));
    await action.start();
    for (const ticket of tickets('192.0.2.1', '2001:db8::1', '198.51.100.0/24', '192.0.2.1'))
      expect(await action.ban(ticket)).toBe(true);
    expect(rules()).toHaveLength(6);
    for (const port of ['ssh', '80-90']) {
      const what = `port port="${port}" protocol="tcp" reject`;
      expect(rules()).toContain(rule('ipv4', '192.0.2.1', what));
      expect(rules()).toContain(rule('ipv4', '198.51.100.0/24', what));
      expect(rules()).toContain(rule('ipv6', '2001:db8::1', what));
    }
    expect(box.exec('nft list ruleset')).toContain('ip saddr 192.0.2.1 tcp dport 80-90 reject');
    await action.unban(banTicket({ id: '192.0.2.1' }));
    await action.unban(banTicket({ id: '192.0.2.9' }));
    expect(rules()).toHaveLength(4);
    await action.stop();
    expect(rules()).toEqual([]);
    expect(errors(lines)).toEqual([]);
  });

  it('puts back what a reload has dropped, and takes away what a killed run has left', async () => {
    const text = `firewallcmd-rich-rules[actiontype=<allports>, rich-blocktype="reject type='icmp-port-unreachable'"]`;
    const mine = 'rule family="ipv4" source address="203.0.113.1" reject';
    await actionIn(box.shell, shippedAction(text)).action.ban(banTicket({ id: '192.0.2.9' }));
    const { action, lines } = actionIn(box.shell, shippedAction(text));
    await Promise.all(tickets('192.0.2.1', '192.0.2.2').map((ticket) => action.ban(ticket)));
    expect(await action.reconcile()).toEqual({ missing: 0, surplus: 1 });
    const what = 'protocol value="tcp" reject type="icmp-port-unreachable"';
    const whole = [rule('ipv4', '192.0.2.1', what), rule('ipv4', '192.0.2.2', what)];
    expect(rules()).toEqual(whole);
    expect(errors(lines)).toEqual([]);
    box.exec(`firewall-cmd --reload; firewall-cmd --add-rich-rule='${mine}'`);
    expect(await action.reconcile()).toEqual({ missing: 2, surplus: 0 });
    expect(rules()).toEqual([mine, ...whole].sort());
    await action.stop();
    expect(rules()).toEqual([mine]);
  });

  it('leaves the elements of a set where they are, and their rule ahead of all others', async () => {
    const { action } = actionIn(box.shell, shippedAction('firewallcmd-ipset[actiontype=<allports>]'));
    await action.ban(banTicket({ id: '192.0.2.1' }));
    expect(box.exec('iptables -S INPUT 1')).toContain('-p tcp -m set --match-set f2b-sshd src -j REJECT');
    box.exec('firewall-cmd --reload');
    await action.reconcile();
    expect(box.exec('iptables -S INPUT 1')).toContain('--match-set f2b-sshd src');
    expect(box.exec('ipset list f2b-sshd')).toContain('192.0.2.1 timeout');
    await action.stop();
    expect(box.exec('iptables -S; ipset list -n')).not.toContain('f2b');
  });
});
