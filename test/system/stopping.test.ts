import { describe, expect, it } from 'vitest';
import { DaemonHome } from '../support/daemon-home.js';
import { makeNamespace, missing } from '../support/netns.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'iptables', 'iptables-restore');

/** A mail server that never answers, and one that does. */
const files = {
  'action.d/hangs.conf': '[Definition]\nactionban = echo $$ >> GROUPS; exec sleep 600\nactionunban =\n',
  'action.d/tells.conf': '[Definition]\nactionban = echo <ip> >> TOLD\nactionunban =\nactionstop = echo stop >> TOLD\n',
};

describe.skipIf(reason !== undefined)(`a stop (${reason ?? 'in a namespace'})`, () => {
  const home = new DaemonHome(makeNamespace);
  const rules = () => home.box.exec("nft -s list ruleset; iptables-save | sed '/^#/d; s/ \\[[0-9:]*\\]$//'");
  const started = async () => {
    const inPlace = Object.entries(files).map(([path, text]): [string, string] => [
      path,
      text.replaceAll('GROUPS', home.at('groups')).replaceAll('TOLD', home.at('told')),
    ]);
    const actions = 'action = nftables\n  iptables-multiport[port=ssh]\n  hangs\n  tells';
    return home.start(actions, Object.fromEntries(inPlace));
  };

  it('asked for twice clears every firewall, and does not wait for a mail that never gets through', async () => {
    home.box.exec('iptables -A INPUT -p tcp --dport 80 -j ACCEPT');
    const before = rules();
    const daemon = await started();
    await daemon.client('set', 'sshd', 'banip', '203.0.113.7', '203.0.113.8');
    await until(() => /203\.0\.113\.8/.test(rules()));
    const stopping = daemon.end('SIGTERM');
    await daemon.logged('Shutdown in progress');
    const again = daemon.end('SIGTERM');
    await until(() => rules() === before);
    expect(await stopping).toBe(0);
    expect(await again).toBe(0);
    const killed = /WARNING +\[sshd\] action 'hangs' is not done 5 seconds after the stop: what it runs is killed/g;
    expect(daemon.log().match(killed)).toHaveLength(1);
    expect(daemon.log().match(/Shutdown in progress/g)).toHaveLength(1);
    expect(daemon.log().match(/Jail 'sshd' stopped/g)).toHaveLength(1);
    expect(home.box.exec(`cat ${home.at('told')}`)).toBe('203.0.113.7\n203.0.113.8\nstop\n');
    const group = home.box.exec(`cat ${home.at('groups')}`).trim();
    expect(() => process.kill(-Number(group), 0)).toThrow('ESRCH');
  });
});
