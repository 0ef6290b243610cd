import { execa } from 'execa';
import { type Firewall, firewalls } from './firewall.js';

/** Where the demonstration can run: in a network namespace of its own, or, failing that, without a firewall. */
export interface Stage {
  /** Runs what follows it inside the namespace; empty if there is none to be had. */
  readonly enter: readonly string[];
  /** Undefined where no firewall can be used; `why` says the reason. */
  readonly firewall: Firewall | undefined;
  readonly why: string;
}

/** Root has a namespace for the asking; others become root of a namespace of users first, where the system lets them. */
const entries: readonly (readonly string[])[] = [
  ['unshare', '--net', '--'],
  ['unshare', '--user', '--map-root-user', '--net', '--'],
];

/** Tries what this machine allows; each probe runs in a fresh namespace, so nothing of the machine's own is looked at. */
export async function findStage(): Promise<Stage> {
  const enter = await firstThat(entries, (entry) => succeeds([...entry, 'true']));
  if (enter === undefined) return { enter: [], firewall: undefined, why: 'network namespaces are not allowed here' };
  const firewall = await firstThat(firewalls, ({ probe }) => succeeds([...enter, ...probe]));
  if (firewall === undefined) return { enter, firewall, why: 'neither nft nor iptables can be used here' };
  return { enter, firewall, why: '' };
}

async function firstThat<T>(candidates: readonly T[], fits: (candidate: T) => Promise<boolean>) {
  for (const candidate of candidates) if (await fits(candidate)) return candidate;
  return undefined;
}

async function succeeds([file = '', ...args]: readonly string[]): Promise<boolean> {
  const { failed } = await execa(file, args, { reject: false, stdio: 'ignore', timeout: 5000 });
  return !failed;
}
