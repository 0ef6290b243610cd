import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeNamespace, type Namespace } from './netns.js';
import { until } from './until.js';

/** A firewall kept by ufw, enabled, with port 22 allowed; in a network and a mount namespace of its own. */
export interface UfwBox {
  /** Its network. */
  readonly network: Namespace;
  /** What runs a shell in it: `[...shell, '-c', script]`. */
  readonly shell: readonly [string, ...string[]];
  /** Runs a script in it and gives its standard output; throws where the script fails. */
  exec(script: string): string;
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
  const shell = ['nsenter', '-t', String(pid), '-m', '-n', '/bin/sh'] as const;
  const exec = (script: string): string => {
    const [program, ...before] = shell;
    return execFileSync(program, [...before, '-c', script], { encoding: 'utf8', stdio: 'pipe' });
  };
  await until(() => succeeds(() => exec('mountpoint -q /run')));
  // ufw itself adds a few rules of its own at its first reload, which any deletion is.
  for (const command of ['--force enable', 'allow 22/tcp', 'reload']) exec(`ufw ${command}`);
  return {
    network: ns,
    shell: [...shell],
    exec,
    remove() {
      ns.remove();
      rmSync(copies, { recursive: true });
    },
  };
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
