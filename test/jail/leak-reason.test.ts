import { describe, expect, it } from 'vitest';
import { isBarrier, leakReason } from '../../src/jail/leak-reason.js';
import { actionConfig } from '../support/action-config.js';
import { jailConfig } from '../support/jail-config.js';

const unban = { actionunban: 'x' };
const nftables = (port: string) => actionConfig('nftables', unban, { port, chain_hook: 'input,forward' });
const iptables = actionConfig('iptables', unban, { port: 'ssh', chain: 'INPUT' });
const mail = actionConfig('mail', { actionban: 'x' });
const logOf = (glob: string) => ({
  value: { glob, from: 'head', word: 'head' } as const,
  where: { file: 'jail.conf', line: 1, section: 'test', option: 'logpath' },
});
const container = logOf('/var/lib/docker/containers/*/*.log');

describe('leakReason', () => {
  it.each([
    [
      'a port of its own',
      '203.0.113.7',
      { actions: [nftables('ssh')] },
      [/^nftables shuts no port but ssh/, /ahead of the ban/],
    ],
    ['every port', '203.0.113.7', { actions: [nftables('0:65535')] }, [/^another rule may let it in ahead/]],
    [
      'all ports by name',
      '203.0.113.7',
      { actions: [actionConfig('nftables-allports', unban, { port: 'ssh' })] },
      [/^another rule/],
    ],
    [
      'a proxy on the same machine',
      '127.0.0.1',
      { actions: [iptables] },
      [/^this is an inner address/, /iptables shuts no port/],
    ],
    ['a gateway', '172.17.0.1', { actions: [iptables] }, [/^this is an inner address/]],
    ['a gateway', 'fd00::1', { actions: [iptables] }, [/^this is an inner address/]],
    [
      'a website',
      '203.0.113.7',
      { actions: [mail, nftables('http,https')], options: new Map([['port', 'http,https']]) },
      [/^behind a proxy or CDN/, /nftables shuts/],
    ],
    [
      'a container, and INPUT',
      '203.0.113.7',
      { actions: [iptables], logpath: [container] },
      [/^the log is that of a container/],
    ],
    [
      'a container, and the forward path',
      '203.0.113.7',
      { actions: [nftables('0:65535')], logpath: [container] },
      [/^another rule/],
    ],
    ['somebody who is no address', 'root', { actions: [iptables] }, [/^iptables shuts no port but ssh/]],
  ])('for %s', (_what, id, config, expected) => {
    const reasons = leakReason(id, jailConfig(config)).split('; or ');
    for (const [index, reason] of expected.entries()) expect(reasons[index]).toMatch(reason);
    expect(reasons.length).toBeLessThanOrEqual(2);
  });
});

describe('isBarrier', () => {
  it('is an action that takes its bans back', () => {
    expect([iptables, mail, actionConfig('x', { actionunban: ' \n' })].map(isBarrier)).toEqual([true, false, false]);
  });
});
