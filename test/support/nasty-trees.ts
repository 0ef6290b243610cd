import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigLayer, makeConfigTree } from './config-tree.js';

/** A small tree of configuration that asks one corner of the dialect. */
export interface NastyTree {
  readonly name: string;
  /** Its own folder: `tree/`, `expected.txt`, and where Fail2Ban and tsban part, `why.txt` and `problems.txt`. */
  readonly folder: string;
  /** Why tsban says something else on purpose. */
  readonly why: string | undefined;
}

const root = join(import.meta.dirname, '../../fixtures/config/nasty');

export const nastyTrees: readonly NastyTree[] = readdirSync(root).map((name) => {
  const folder = join(root, name);
  return { name, folder, why: existsSync(join(folder, 'why.txt')) ? readText(folder, 'why.txt') : undefined };
});

/** A fail2ban.conf that leaves nothing to either program's defaults. */
export const plainServer: ConfigLayer = {
  'fail2ban.conf': `[Definition]
loglevel = INFO
logtarget = /var/log/fail2ban.log
syslogsocket = auto
socket = /run/fail2ban.sock
pidfile = /run/fail2ban.pid
allowipv6 = auto
dbfile = None
dbpurgeage = 1d
`,
};

/** Lays out the tree for one test file. */
export function makeNastyTree({ folder }: NastyTree): string {
  return makeConfigTree(plainServer, join(folder, 'tree'));
}

/** A stream as it would be if the tree were /etc/fail2ban. */
export function atHome(stream: string, tree: string): string {
  return stream.replaceAll(tree, '/etc/fail2ban');
}

export function readText(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
