import { makeNamespace, type Namespace } from '../support/netns.js';
import { type BenchDaemon, type Program, startBenchDaemon, tsban } from './bench-daemon.js';

/** A daemon in a network namespace of its own. */
export interface NamespaceDaemon {
  readonly daemon: BenchDaemon;
  readonly ns: Namespace;
  /** Stops it, and ends whatever is left in the namespace. */
  readonly stop: () => Promise<void>;
}

/** Starts one with `jails` as its jail.local; `seed` may put something into its database before. */
export async function startInNamespace(
  config: string,
  jails: string,
  seed: (dbfile: string) => void = () => undefined,
): Promise<NamespaceDaemon> {
  const ns = makeNamespace();
  // So that packets of those who are banned can be had from here.
  ns.exec('ip route add local 10.0.0.0/8 dev lo');
  const plain = tsban(config);
  const program: Program = {
    ...plain,
    server: (paths) => {
      seed(paths.dbfile);
      return ['ip', 'netns', 'exec', ns.name, ...plain.server(paths)];
    },
  };
  const daemon = await startBenchDaemon(program, jails);
  return {
    daemon,
    ns,
    stop: async () => {
      await daemon.stop();
      ns.signal('SIGKILL');
      ns.remove();
    },
  };
}

/** The jail sshd, which bans whoever fails once in a log. */
export const sshdJail = (log: string, ...actions: readonly string[]) => `[DEFAULT]
usedns = no
ignoreself = false
ignoreip =
maxretry = 1
bantime = 7d
backend = auto
[sshd]
enabled = true
logpath = ${log}
action = ${actions.join('\n  ')}
`;

/** An action that holds its bans in the set `addr-set-sshd`. */
export const nftablesAction = 'nftables[type=allports, name=sshd, protocol="tcp,udp"]';

/** So many addresses, all of 10.0.0.0/8. */
export const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
