import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { dockerChains, firewallBackends } from '../support/firewall-backends.js';
import { connect, makeNamespace, missing, type Namespace } from '../support/netns.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';
import { makeUfwBox, type UfwBox } from '../support/ufw-box.js';
import { until } from '../support/until.js';

const tools = ['iptables', 'ip6tables', 'nft', 'ipset', 'ufw', 'bash', 'timeout', 'nsenter'];
const reason = missing(...tools);

const v4 = banTicket({ id: '192.0.2.7' });
const v6 = banTicket({ id: '2001:db8::7' });
const hostAddresses = ['192.0.2.1', '2001:db8::1'];
const containerAddresses = ['198.51.100.2', '2001:db8:1::2'];

/** A busy machine may take its time to let somebody in. */
const soon = { timeout: 10_000 };

const server = `
  const { createServer } = require('node:net');
  for (const port of [22, 80]) createServer((socket) => socket.pipe(socket)).listen(port, '::');`;

const serve = (namespace: Namespace) => namespace.spawn(process.execPath, '-e', server);

/** A peer with an address of each family. */
interface Peer {
  readonly namespace: Namespace;
  /** Which of the addresses let it in. */
  reached(addresses: readonly string[], port?: number): readonly string[];
}

function peerOf(host: Namespace): Peer {
  const namespace = makeNamespace();
  connect(host, ['192.0.2.1/24', '2001:db8::1/64'], namespace, ['192.0.2.7/24', '2001:db8::7/64']);
  return {
    namespace,
    reached(addresses, port = 22) {
      const knock = `timeout 1 bash -c ": < /dev/tcp/$address/${port}" 2>/dev/null && echo $address &`;
      const answers = namespace.exec(`for address in ${addresses.join(' ')}; do ${knock} done; wait`).split('\n');
      return addresses.filter((address) => answers.includes(address));
    },
  };
}

/** A connection that goes on for as long as it is answered; true while it lasts. */
function talkTo(address: string, namespace: Namespace): () => boolean {
  const talk = `exec 3<>/dev/tcp/${address}/22; while echo tick >&3 && read -t 3 -u 3 line; do sleep 0.1; done`;
  const { pid } = namespace.spawn('bash', '-c', talk);
  const lives = (): boolean => namespace.exec('ss -Htnp state established').includes(`pid=${pid},`);
  return lives;
}

/** A host with two open ports and a container behind it; what accepts established connections is there already. */
describe.skipIf(reason !== undefined)(`a banned peer (${reason ?? 'in namespaces'})`, () => {
  let host: Namespace;
  let container: Namespace;
  let peer: Peer;
  beforeEach(async () => {
    host = makeNamespace();
    container = makeNamespace();
    peer = peerOf(host);
    connect(host, ['198.51.100.1/24', '2001:db8:1::1/64'], container, ['198.51.100.2/24', '2001:db8:1::2/64']);
    host.exec('echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding');
    host.exec(dockerChains);
    container.exec('ip route add default via 198.51.100.1; ip -6 route add default via 2001:db8:1::1');
    peer.namespace.exec('ip route add default via 192.0.2.1; ip -6 route add default via 2001:db8::1');
    for (const namespace of [host, container]) serve(namespace);
    await until(() => reached().length === 4);
  });
  afterEach(() => {
    for (const namespace of [peer.namespace, container, host]) namespace.remove();
  });

  const reached = () => peer.reached([...hostAddresses, ...containerAddresses]);
  const [host4, host6, container4, container6] = [...hostAddresses, ...containerAddresses];

  it.each(firewallBackends)(
    'is shut out from host and container by $action, and let in again',
    async ({ action: text }) => {
      const { action } = actionIn(host.shell, shippedAction(text));
      await action.ban(v4);
      await expect.poll(reached, soon).toEqual([host6, container6]);
      await action.ban(v6);
      await expect.poll(reached, soon).toEqual([]);
      await action.unban(v4);
      await expect.poll(reached, soon).toEqual([host4, container4]);
      await action.unban(v6);
      await expect.poll(reached, soon).toHaveLength(4);
      const networks = ['192.0.2.0/28', '2001:db8::/120'].map((id) => banTicket({ id }));
      await Promise.all(networks.map((network) => action.ban(network)));
      await expect.poll(reached, soon).toEqual([]);
      await action.stop();
      await expect.poll(reached, soon).toHaveLength(4);
    },
  );

  it.each(firewallBackends)('loses the connections it has already, by $action', async ({ action: text }) => {
    const { action } = actionIn(host.shell, shippedAction(text));
    const talks = [host4, container6].map((address = '') => talkTo(address, peer.namespace));
    await until(() => talks.every((lives) => lives()));
    await action.ban(v4);
    await action.ban(v6);
    await until(() => !talks.some((lives) => lives()), 30);
  });

  it.each(['iptables-allports', 'iptables-ipset-proto6-allports'])(
    'still gets to the container past %s',
    async (text) => {
      const { action } = actionIn(host.shell, shippedAction(text));
      await action.ban(v4);
      await expect.poll(reached, soon).toEqual([host6, container4, container6]);
    },
  );

  it.each([
    'iptables[port=ssh]',
    'nftables[port=ssh]',
    'iptables-multiport[port="ssh,https"]',
    'iptables-ipset[port=ssh]',
  ])('keeps the ports %s does not name', async (text) => {
    const { action } = actionIn(host.shell, shippedAction(text));
    await action.ban(v4);
    expect([peer.reached(['192.0.2.1'], 22), peer.reached(['192.0.2.1'], 80)]).toEqual([[], ['192.0.2.1']]);
  });
});

describe.skipIf(reason !== undefined)(`a peer banned with ufw (${reason ?? 'in namespaces'})`, () => {
  let box: UfwBox;
  let peer: Peer;
  beforeEach(async () => {
    box = await makeUfwBox();
    peer = peerOf(box.network);
    serve(box.network);
    await until(() => reached().length === 2);
  });
  afterEach(() => {
    peer.namespace.remove();
    box.remove();
  });

  const reached = () => peer.reached(hostAddresses);

  it('is shut out, and let in again', async () => {
    const { action } = actionIn(box.shell, shippedAction('ufw'));
    await action.ban(v4);
    await expect.poll(reached, soon).toEqual([hostAddresses[1]]);
    await action.ban(v6);
    await expect.poll(reached, soon).toEqual([]);
    box.exec('ufw reload');
    await expect.poll(reached, soon).toEqual([]);
    await action.unban(v4);
    await action.stop();
    await expect.poll(reached, soon).toEqual(hostAddresses);
  });
});
