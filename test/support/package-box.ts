import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { bootSystemdBox, type SystemdBox } from './systemd-box.js';

/** A guest beside the box, whose network is another one: 203.0.113.2 and 2001:db8:2::2, the box being …1. */
const network = `ip netns add guest
ip link add box type veth peer name guest netns guest
ip addr add 203.0.113.1/24 dev box && ip addr add 2001:db8:2::1/64 dev box nodad && ip link set box up
ip -n guest addr add 203.0.113.2/24 dev guest && ip -n guest addr add 2001:db8:2::2/64 dev guest nodad
ip -n guest link set guest up && ip -n guest link set lo up`;

/** Boots a Debian with the package of this tree in its /root, not yet installed, and a guest on a network beside it; else says why not. */
export function bootPackageBox(): SystemdBox | string {
  const box = bootSystemdBox();
  if (typeof box === 'string') return box;
  box.exec(network);
  return box;
}

/** Makes the package of this tree and puts it into the box, as /root/tsban_VERSION_ARCH.deb. Takes half a minute. */
export function takePackage(box: SystemdBox): void {
  // Not what makes it small, but what makes it soon.
  const env = { ...process.env, TSBAN_COMPRESSION: 'zstd' };
  const root = join(import.meta.dirname, '../..');
  const deb = execFileSync(join(root, 'packaging/build-deb'), { encoding: 'utf8', env }).trim();
  box.take(join(root, deb));
}
