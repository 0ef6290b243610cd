import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const kill = async () => home.daemon.end('SIGKILL');
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

  describe('and one that is killed', () => {
    it.each([
      ['nftables', 'nftables[blocktype=drop]', / drop$/m],
      ['iptables-multiport[port=22]', 'iptables-multiport[port="22,23"]', /--dports 22,23 -j f2b-/],
      ['iptables-multiport[name=one]', 'iptables-ipset-proto6[name=two]', /^add f2b-two 203\.0\.113\.2/m],
      ['plain', 'plain', /-s 203\.0\.113\.2\/32 -j DROP/],
      ['plain', 'plain[blocktype=REJECT]', /-s 203\.0\.113\.2\/32 -j REJECT/],
      ['plain', 'nftables', /203\.0\.113\.2/],
    ])('has nothing of %s left in the end where the next one uses %s', async (before, after, inForce) => {
      await home.start(`action = ${before}`, files);
      await home.daemon.client('set', 'sshd', 'banip', '203.0.113.2', '203.0.113.3');
      await kill();
      await home.start(`action = ${after}`, files);
      await until(() => inForce.test(rules()));
      await home.daemon.client('unban', '203.0.113.3');
      expect(rules()).not.toContain('203.0.113.3');
      expect(rules()).toContain('203.0.113.2');
      await home.daemon.client('unban', '--all');
      expect(rules()).not.toContain('203.0.113');
      expect(await home.daemon.end('SIGTERM')).toBe(0);
      expect(ours()).toBeNull();
    });

    it.each(['nftables', 'iptables-multiport', 'plain'])('has taken away what no jail wants, as %s', async (action) => {
      await home.start(`action = ${action}`, files);
      await home.daemon.client('set', 'sshd', 'banip', '203.0.113.2');
      await kill();
      await home.start(`action = ${action}\nenabled = false`, files);
      expect(ours()).toBeNull();
    });

    it.each(['plain[blocktype=REJECT]', 'plain'])(
      'amid an exchange leaves no stand-in behind where the next one uses %s',
      async (after) => {
        const hold = home.at('hold');
        const slow = plain.replace('actionstop = ', `actionstop = while test -e ${hold}; do sleep 0.1; done; `);
        await home.start('action = plain', { 'action.d/plain.conf': slow });
        await home.daemon.client('set', 'sshd', 'banip', '203.0.113.2');
        const jails = join(home.config, 'jail.local');
        writeFileSync(jails, readFileSync(jails, 'utf8').replace('plain', 'plain[blocktype=REJECT]'));
        writeFileSync(hold, '');
        const reload = home.daemon.client('reload');
        await until(() => rules().includes('plain-tsban-'));
        await kill();
        await reload;
        rmSync(hold);
        await home.start(`action = ${after}`, { 'action.d/plain.conf': slow });
        expect(rules()).not.toContain('plain-tsban-');
        await until(() => /-A plain-sshd -s 203\.0\.113\.2/.test(rules()));
        expect(await home.daemon.end('SIGTERM')).toBe(0);
        expect(ours()).toBeNull();
      },
    );
  });
});
