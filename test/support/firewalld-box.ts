import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BoxShell, boxShell } from './box-shell.js';
import { makeNamespace } from './netns.js';
import { until } from './until.js';

/** A firewall kept by firewalld, in a network and a mount namespace of its own, on a bus of its own. */
export interface FirewalldBox extends BoxShell {
  remove(): void;
}

const bus = `<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <pidfile>/run/dbus/pid</pidfile>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>`;

/** What firewalld and the bus write goes into files that nobody but they see. */
const box = (files: string): string => `
  set -e
  mount --make-rprivate /
  mount --bind ${files}/run /run
  mount --bind ${files}/log /var/log
  dbus-daemon --config-file=${files}/bus.conf --fork
  exec firewalld --nofork --nopid --system-config ${files}/etc`;

export async function makeFirewalldBox(): Promise<FirewalldBox> {
  const ns = makeNamespace();
  const files = mkdtempSync(join(tmpdir(), 'tsban-firewalld-'));
  for (const directory of ['run/dbus', 'log', 'etc/zones']) mkdirSync(join(files, directory), { recursive: true });
  writeFileSync(join(files, 'bus.conf'), bus);
  writeFileSync(join(files, 'etc', 'firewalld.conf'), '');
  const { pid } = ns.spawn('unshare', '-m', '/bin/sh', '-c', box(files));
  const inside = boxShell(pid);
  await until(() => inside.succeeds('mountpoint -q /run && firewall-cmd -q --state'), 60);
  return {
    ...inside,
    remove() {
      inside.exec('kill $(cat /run/dbus/pid) || true');
      ns.remove();
      rmSync(files, { recursive: true });
    },
  };
}
