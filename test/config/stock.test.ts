import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-config.js';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';

describe('the configuration tsban comes with', () => {
  it('enables no jail, and has no fault', () => {
    const { jails, problems, server } = readConfiguration(stockConfig);
    expect(jails).toEqual([]);
    expect(problems.map(({ error }) => error.message)).toEqual([]);
    expect(server.dbpurgeage).toBeGreaterThan(0);
  });

  it('reads every one of its jails without fault, each with regexes and an action', () => {
    const everything = readConfiguration(makeConfigTree(stockConfig, { 'jail.local': '[DEFAULT]\nenabled = true' }));
    expect(everything.problems.map(({ error }) => error.message)).toEqual([]);
    expect(everything.jails.map(({ name }) => name)).toContain('sshd');
    for (const { name, filter, actions } of everything.jails) {
      expect({ name, failregex: filter.failregex.length > 0, bans: actions.length > 0 }).toEqual({
        name,
        failregex: true,
        bans: true,
      });
    }
  });

  it.each(['debian', 'fedora', 'arch', 'opensuse'])('finds where %s keeps its logs', (distribution) => {
    const local = `[INCLUDES]\nbefore = paths-${distribution}.conf\n[DEFAULT]\nenabled = true`;
    const { jails, problems } = readConfiguration(makeConfigTree(stockConfig, { 'jail.local': local }));
    expect(problems.map(({ error }) => error.message)).toEqual([]);
    const nowhere = jails.filter(({ backend, logpath, filter }) =>
      backend === 'systemd' ? filter.journalmatch.length === 0 : logpath.length === 0,
    );
    expect(nowhere.map(({ name }) => name)).toEqual([]);
  });

  it.each(['nftables', 'nftables-multiport', 'iptables-multiport', 'iptables-allports', 'iptables', 'ufw'])(
    'bans with %s as banaction',
    (banaction) => {
      const local = `[DEFAULT]\nbanaction = ${banaction}\n[sshd]\nenabled = true`;
      const { jails, problems } = readConfiguration(makeConfigTree(stockConfig, { 'jail.local': local }));
      expect(problems.map(({ error }) => error.message)).toEqual([]);
      const [action] = jails[0]?.actions ?? [];
      expect(action?.commands.actionban).toContain('<ip>');
      expect(action?.commands.actionunban).toBeDefined();
      expect(action?.parameters.get('port')).toBe('ssh');
    },
  );
});
