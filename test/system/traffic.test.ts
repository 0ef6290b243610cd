import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { connect, makeNamespace, missing, type Namespace } from '../support/netns.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';
import { until } from '../support/until.js';

const reason = missing('iptables', 'ip6tables', 'nft', 'bash', 'timeout');

const server = `
  const { createServer } = require('node:net');
  for (const port of [22, 80]) createServer((socket) => socket.pipe(socket)).listen(port, '::');`;

/** A host with two open ports that accepts established connections, and a peer with two addresses of each family. */
describe.skipIf(reason !== undefined)(`a banned peer (${reason ?? 'in namespaces'})`, () => {
  let host: Namespace;
  let peer: Namespace;
  beforeEach(async () => {
    host = makeNamespace();
    peer = makeNamespace();
    connect(host, ['192.0.2.1/24', '2001:db8::1/64'], peer, ['192.0.2.7/24', '2001:db8::7/64']);
    host.exec('for ipt in iptables ip6tables; do $ipt -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT; done');
    host.spawn(process.execPath, '-e', server);
    await until(() => reaches('192.0.2.1', 22) && reaches('2001:db8::1', 80));
  });
  afterEach(() => {
    peer.remove();
    host.remove();
  });

  const succeeds = (script: string): boolean => {
    try {
      peer.exec(script);
      return true;
    } catch {
      return false;
    }
  };
  const reaches = (address: string, port: number): boolean =>
    succeeds(`timeout 1 bash -c ': < /dev/tcp/${address}/${port}'`);

  it.each([
    'iptables-allports',
    'nftables[type=allports]',
    'iptables-allports[blocktype=DROP]',
    'nftables-allports[blocktype=drop]',
  ])('is shut out by %s, and let in again', async (text) => {
    const { action } = actionIn(host.shell, shippedAction(text));
    const [v4, v6] = [banTicket({ id: '192.0.2.7' }), banTicket({ id: '2001:db8::7' })];
    await action.ban(v4);
    expect([reaches('192.0.2.1', 22), reaches('2001:db8::1', 22)]).toEqual([false, true]);
    await action.ban(v6);
    expect([reaches('192.0.2.1', 22), reaches('2001:db8::1', 22)]).toEqual([false, false]);
    await action.unban(v4);
    await action.unban(v6);
    expect([reaches('192.0.2.1', 22), reaches('2001:db8::1', 22)]).toEqual([true, true]);
    await action.ban(v4);
    await action.stop();
    expect(reaches('192.0.2.1', 22)).toBe(true);
  });

  it.each(['iptables[port=ssh]', 'nftables[port=ssh]', 'iptables-multiport[port="ssh,https"]'])(
    'keeps the ports %s does not name',
    async (text) => {
      const { action } = actionIn(host.shell, shippedAction(text));
      await action.ban(banTicket({ id: '192.0.2.7' }));
      expect([reaches('192.0.2.1', 22), reaches('192.0.2.1', 80)]).toEqual([false, true]);
    },
  );

  it.each(['iptables-allports', 'nftables-allports'])('loses the connection it has already, by %s', async (text) => {
    const { action } = actionIn(host.shell, shippedAction(text));
    peer.spawn(
      'bash',
      '-c',
      'exec 3<>/dev/tcp/192.0.2.1/22; while echo tick >&3 && read -t 3 -u 3 line; do sleep 0.1; done',
    );
    const connected = () => peer.exec('ss -Htn state established').includes('192.0.2.1:22');
    await until(connected);
    await action.ban(banTicket({ id: '192.0.2.7' }));
    await until(() => !connected(), 20);
  });

  it.each(['iptables-allports', 'nftables-allports'])('is shut out with its whole network by %s', async (text) => {
    const { action } = actionIn(host.shell, shippedAction(text));
    const network = banTicket({ id: '192.0.2.0/28' });
    await action.ban(network);
    expect(reaches('192.0.2.1', 22)).toBe(false);
    await action.unban(network);
    expect(reaches('192.0.2.1', 22)).toBe(true);
  });
});
