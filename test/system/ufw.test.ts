import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { missing } from '../support/netns.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';
import { makeUfwBox, type UfwBox } from '../support/ufw-box.js';

const reason = missing('ufw', 'iptables', 'unshare', 'nsenter');
const v4 = banTicket({ id: '192.0.2.1', failures: 7 });
const v6 = banTicket({ id: '2001:db8::1' });

/** What ufw has to be told of such an action's rules besides the address. */
const placeOf = (text: string) =>
  text.includes('Web') ? "to any app 'Web Server'" : text.includes('192.0.2.80') ? 'to 192.0.2.80' : 'to any';

describe.skipIf(reason !== undefined)(`ufw (${reason ?? 'in namespaces'})`, () => {
  let box: UfwBox;
  let shell: UfwBox['shell'];
  beforeEach(async () => {
    box = await makeUfwBox();
    ({ shell } = box);
  });
  afterEach(() => box.remove());

  const exec = (script: string) => box.exec(script);
  const ufw = (command: string) => exec(`ufw ${command}`);
  const rules = () => exec("{ iptables-save; ip6tables-save; } | sed '/^#/d; s/ \\[[0-9:]*\\]$//'");
  const input = () =>
    exec('iptables -S ufw-user-input; ip6tables -S ufw6-user-input')
      .split('\n')
      .filter((line) => line.startsWith('-A'));
  const errors = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('DEBUG'));

  it.each(['ufw', 'ufw[add=insert]'])('%s bans ahead of what is allowed and leaves nothing behind', async (text) => {
    const before = rules();
    const status = ufw('status');
    const { action, lines } = actionIn(shell, shippedAction(text));
    await action.start();
    expect(rules()).toBe(before);
    expect(await action.ban(v4)).toBe(true);
    expect(await action.ban(v6)).toBe(true);
    expect(input()).toEqual([
      '-A ufw-user-input -s 192.0.2.1/32 -j REJECT --reject-with icmp-port-unreachable',
      '-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT',
      '-A ufw6-user-input -s 2001:db8::1/128 -j REJECT --reject-with icmp6-port-unreachable',
      '-A ufw6-user-input -p tcp -m tcp --dport 22 -j ACCEPT',
    ]);
    expect(ufw('status')).toContain('# tsban: sshd, 7 failures');
    expect(await action.unban(v4)).toBe(true);
    expect(input()).toHaveLength(3);
    await action.stop();
    expect(rules()).toBe(before);
    expect(ufw('status')).toBe(status);
    expect(errors(lines)).toEqual([]);
  });

  it('bans and unbans twice without harm, and on top of what a killed one left behind', async () => {
    const before = rules();
    await actionIn(shell, shippedAction('ufw')).action.ban(v4);
    const once = rules();
    const { action, lines } = actionIn(shell, shippedAction('ufw'));
    await action.ban(v4);
    await action.ban(v4);
    expect(rules()).toBe(once);
    await action.unban(v4);
    await action.unban(v4);
    expect(rules()).toBe(before);
    expect(errors(lines)).toEqual([]);
  });

  it('bans the first address of all', async () => {
    ufw('--force delete allow 22/tcp');
    expect(input()).toEqual([]);
    const { action } = actionIn(shell, shippedAction('ufw[add=insert]'));
    await action.ban(v6);
    await action.ban(v4);
    expect(input()).toHaveLength(2);
  });

  it('shuts only what an application has open, with the verdict and place it is told', async () => {
    exec("printf '[Web Server]\\ntitle=Web\\ndescription=Web\\nports=80,443/tcp\\n' > /etc/ufw/applications.d/web");
    ufw('allow 80/tcp');
    const { action, lines } = actionIn(
      shell,
      shippedAction('ufw[application="Web Server", blocktype=deny, add=insert, insertpos=2]'),
    );
    await action.ban(v4);
    expect(input().slice(0, 3)).toEqual([
      '-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT',
      expect.stringMatching(/^-A ufw-user-input -s 192\.0\.2\.1\/32 -p tcp -m multiport --dports 80,443 .*-j DROP$/),
      '-A ufw-user-input -p tcp -m tcp --dport 80 -j ACCEPT',
    ]);
    await action.stop();
    expect(input().join('\n')).not.toContain('192.0.2.1');
    expect(errors(lines)).toEqual([]);
  });

  it.each(['ufw', 'ufw[application="Web Server", blocktype=deny]', 'ufw[destination=192.0.2.80, comment=mine]'])(
    '%s knows what it has banned, and what is in force of it',
    async (text) => {
      exec("printf '[Web Server]\\ntitle=Web\\ndescription=Web\\nports=80,443/tcp\\n' > /etc/ufw/applications.d/web");
      for (const rule of ['reject from 198.51.100.1', 'allow from 198.51.100.2']) ufw(rule);
      const ids = ['192.0.2.1', '203.0.113.0/24', ...(text.includes('192.0.2.80') ? [] : ['2001:db8::1'])];
      await actionIn(shell, shippedAction(text)).action.ban(banTicket({ id: '192.0.2.9' }));
      const { action, lines } = actionIn(shell, shippedAction(text));
      await action.start();
      for (const id of ids) expect(await action.ban(banTicket({ id }))).toBe(true);
      expect(await action.reconcile()).toEqual({ missing: 0, surplus: 1 });
      expect(errors(lines)).toEqual([]);
      const whole = rules();
      exec('iptables -F ufw-user-input; ip6tables -F ufw6-user-input');
      await action.reconcile();
      expect(rules()).toBe(whole);
      ufw(`delete ${text.includes('deny') ? 'deny' : 'reject'} from 192.0.2.1 ${placeOf(text)}`);
      expect(await action.reconcile()).toEqual({ missing: 1, surplus: 0 });
      expect(rules().split('\n').sort()).toEqual(whole.split('\n').sort());
      await action.stop();
      expect(input().join('\n')).not.toMatch(/192\.0\.2|203\.0\.113|2001:db8/);
      expect(input().join('\n')).toMatch(/198\.51\.100\.1[^]*198\.51\.100\.2/);
    },
  );

  it('bans networks', async () => {
    const { action } = actionIn(shell, shippedAction('ufw'));
    await action.ban(banTicket({ id: '198.51.100.0/24' }));
    expect(input()[0]).toContain('-s 198.51.100.0/24 -j REJECT');
    await action.unban(banTicket({ id: '198.51.100.0/24' }));
    expect(input().join('\n')).not.toContain('198.51.100');
  });
});
