import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DaemonHome } from '../support/daemon-home.js';
import { makeNamespace, missing } from '../support/netns.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'iptables', 'ipset');

/** As people write them: bans twice whom it is told twice, and tells nobody whom it holds. */
const plain = `[Definition]
actionstart = iptables -N plain-<name> && iptables -I INPUT -p tcp -j plain-<name>
actionstop = iptables -D INPUT -p tcp -j plain-<name>; iptables -F plain-<name>; iptables -X plain-<name>
actionban = iptables -I plain-<name> 1 -s <ip> -j <blocktype>
actionunban = iptables -D plain-<name> -s <ip> -j <blocktype>
[Init]
name = sshd
blocktype = DROP
`;
const files = { 'action.d/plain.conf': plain };

describe.skipIf(reason !== undefined)(`a daemon that leaves (${reason ?? 'in a network namespace'})`, () => {
  const home = new DaemonHome(makeNamespace);
  const rules = () =>
    home.box.exec(
      `{ nft -s list ruleset; ipset list -o save; iptables -S; } | sed -E 's/ (timeout|expires) [0-9a-z]+//g'`,
    );
  const ours = () => rules().match(/^.*(?:f2b|plain|203\.0\.113).*$/gm);
  const leave = async () => {
    expect((await home.daemon.client('stop', '--leave')).stdout).toBe('Shutdown successful');
    expect(await home.daemon.end('SIGTERM')).toBe(0);
  };
  /** All rules and elements that something took away meanwhile. */
  const watchingDeletions = async (meanwhile: () => Promise<unknown>) => {
    const monitor = home.box.spawn('/bin/sh', '-c', `exec nft monitor destroy > ${home.at('deleted')}`);
    await until(() => existsSync(home.at('deleted')));
    await meanwhile();
    monitor.kill();
    return readFileSync(home.at('deleted'), 'utf8');
  };

  it.each(['nftables', 'iptables-multiport', 'iptables-ipset-proto6', 'plain'])(
    'has the next one go on with %s, and not a rule is touched',
    async (action) => {
      await home.start(`action = ${action}`, files);
      await home.daemon.client('set', 'sshd', 'banip', '203.0.113.2', '203.0.113.3');
      const inForce = rules();
      expect(inForce).toContain('203.0.113.3');
      const deleted = await watchingDeletions(async () => {
        await leave();
        expect(rules()).toBe(inForce);
        await home.start(`action = ${action}`, files);
        // Behind whatever the start has had done.
        await home.daemon.client('set', 'sshd', 'banip', '203.0.113.4');
      });
      expect(deleted).toBe('');
      await home.daemon.client('unban', '203.0.113.4');
      expect(rules()).toBe(inForce);
      await home.daemon.client('unban', '--all');
      expect(rules()).not.toContain('203.0.113');
      expect(await home.daemon.end('SIGTERM')).toBe(0);
      expect(ours()).toBeNull();
    },
  );

  it.each([
    ['nftables', 'nftables[blocktype=drop]', / drop$/m],
    ['plain', 'plain[blocktype=REJECT]', /-s 203\.0\.113\.2\/32 -j REJECT/],
    ['plain', 'nftables', /203\.0\.113\.2/],
  ])('and has %s exchanged for %s, if that is what the next one is to use', async (before, after, inForce) => {
    await home.start(`action = ${before}`, files);
    await home.daemon.client('set', 'sshd', 'banip', '203.0.113.2');
    await leave();
    await home.start(`action = ${after}`, files);
    expect(rules()).toMatch(inForce);
    await home.daemon.client('unban', '--all');
    expect(rules()).not.toContain('203.0.113');
    expect(await home.daemon.end('SIGTERM')).toBe(0);
    expect(ours()).toBeNull();
  });

  it.each(['nftables', 'plain'])('and has what nobody goes on with taken away, as with %s', async (action) => {
    await home.start(`action = ${action}`, files);
    await home.daemon.client('set', 'sshd', 'banip', '203.0.113.2');
    await leave();
    await home.start(`action = ${action}\nenabled = false`, files);
    expect(ours()).toBeNull();
  });

  it('and nothing of that which another jail goes on with', async () => {
    const other = (enabled: boolean) =>
      `action = nftables\n[other]\nenabled = ${enabled}\nfilter = sshd\nlogpath = /dev/null\naction = nftables[name=sshd]`;
    await home.start(other(true));
    await home.daemon.client('set', 'sshd', 'banip', '203.0.113.2');
    await home.daemon.client('set', 'other', 'banip', '203.0.113.2');
    const inForce = rules();
    const deleted = await watchingDeletions(async () => {
      await leave();
      await home.start(other(false));
      await home.daemon.client('set', 'sshd', 'banip', '203.0.113.4');
    });
    expect(deleted).toBe('');
    await home.daemon.client('unban', '203.0.113.4');
    expect(rules()).toBe(inForce);
  });
});
