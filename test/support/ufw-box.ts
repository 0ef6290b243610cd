import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BoxShell, boxShell } from './box-shell.js';
import { makeNamespace, type Namespace } from './netns.js';
import { until } from './until.js';

/** A firewall kept by ufw, enabled, with port 22 allowed; in a network and a mount namespace of its own. */
export interface UfwBox extends BoxShell {
  /** Its network. */
  readonly network: Namespace;
  remove(): void;
}

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

export async function makeUfwBox(): Promise<UfwBox> {
  const ns = makeNamespace();
  const copies = mkdtempSync(join(tmpdir(), 'tsban-ufw-'));
  const { pid } = ns.spawn('unshare', '-m', '/bin/sh', '-c', box(copies));
  const inside = boxShell(pid);
  await until(() => inside.succeeds('mountpoint -q /run'));
  // ufw itself adds a few rules of its own at its first reload, which any deletion is.
  for (const command of ['--force enable', 'allow 22/tcp', 'reload']) inside.exec(`ufw ${command}`);
  return {
    ...inside,
    network: ns,
    remove() {
      ns.remove();
      rmSync(copies, { recursive: true });
    },
  };
}
