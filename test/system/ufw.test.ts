import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';
import { until } from '../support/until.js';

const reason = missing('ufw', 'iptables', 'unshare', 'nsenter');
const v4 = banTicket({ id: '192.0.2.1', failures: 7 });
const v6 = banTicket({ id: '2001:db8::1' });

/** Copies of everything ufw writes to, bound over the originals in a mount namespace of their own. */
const box = (copies: string): string => `
  set -e
  mount --make-rprivate /
  mkdir ${copies}/run
  cp -a /etc/ufw ${copies}/etc
  sed 's/^IPT_SYSCTL=.*/IPT_SYSCTL=/; s/^IPT_MODULES=.*/IPT_MODULES=/' /etc/default/ufw > ${copies}/default
  mount --bind ${copies}/etc /etc/ufw
  mount --bind ${copies}/default /etc/default/ufw
  mount --bind ${copies}/run /run
  exec sleep infinity`;

describe.skipIf(reason !== undefined)(`ufw (${reason ?? 'in namespaces'})`, () => {
  let ns: Namespace;
  let copies: string;
  let shell: readonly [string, ...string[]];
  beforeEach(async () => {
    ns = makeNamespace();
    copies = mkdtempSync(join(tmpdir(), 'tsban-ufw-'));
    const { pid } = ns.spawn('unshare', '-m', '/bin/sh', '-c', box(copies));
    shell = ['nsenter', '-t', String(pid), '-m', '-n', '/bin/sh'];
    await until(() => readsAs('mountpoint -q /run && echo ready', 'ready\n'));
    ufw('--force enable');
    ufw('allow 22/tcp');
    // ufw itself adds a few rules of its own at its first reload, which any deletion is.
    ufw('reload');
  });
  afterEach(() => {
    ns.remove();
    rmSync(copies, { recursive: true });
  });

  const exec = (script: string): string => {
    const [program, ...before] = shell;
    return execFileSync(program, [...before, '-c', script], { encoding: 'utf8', stdio: 'pipe' });
  };
  const readsAs = (script: string, expected: string): boolean => {
    try {
      return exec(script) === expected;
    } catch {
      return false;
    }
  };
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
    expect(ufw('status')).toContain('# banned by tsban for sshd after 7 failures');
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

  it('bans networks', async () => {
    const { action } = actionIn(shell, shippedAction('ufw'));
    await action.ban(banTicket({ id: '198.51.100.0/24' }));
    expect(input()[0]).toContain('-s 198.51.100.0/24 -j REJECT');
    await action.unban(banTicket({ id: '198.51.100.0/24' }));
    expect(input().join('\n')).not.toContain('198.51.100');
  });
});
