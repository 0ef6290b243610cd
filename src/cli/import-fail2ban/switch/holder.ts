import { reasonOf } from '../../../error.js';
import type { Address, Family } from '../../../net/address.js';
import { systemClock } from '../../../time/clock.js';
import { holdName, type IptablesHolder, iptablesHold, iptablesRelease, nftHold, nftRelease } from './hold-scripts.js';
import { run, succeeds } from './run.js';

/** Keeps somebody off all ports for a while, with objects that are neither Fail2Ban's nor tsban's. */
export interface Holder {
  /** The program that does it. */
  readonly name: string;
  /** Rejects where it could hold nobody here; changes nothing. */
  check(): Promise<void>;
  /** Holds these and nobody else, nobody for longer than `holdSeconds`. Rejects where that can't be done. */
  hold(held: readonly Address[]): Promise<void>;
  /** Takes away everything that was made, also by a run that was killed. */
  release(): Promise<void>;
}

/** Longer than a change takes, and yet not long if nobody lives to release them. */
export const holdSeconds = 600;

const nft: Holder = {
  name: 'nft',
  check: async () => run('nft', ['-c', '-f', '-'], nftHold([], holdSeconds)),
  hold: async (held) => run('nft', ['-f', '-'], nftHold(held, holdSeconds)),
  release: async () => run('nft', ['-f', '-'], nftRelease),
};

const iptables: Holder = {
  name: 'iptables',
  check: async () => restoreBoth([], '--test'),
  hold: async (held) => restoreBoth(held),
  async release() {
    for (const [, program] of iptablesPrograms)
      await run(`${program}-restore`, ['--noflush', '--wait'], iptablesRelease(await present(program)));
  },
};

async function restoreBoth(held: readonly Address[], ...options: readonly string[]): Promise<void> {
  const until = systemClock() + holdSeconds;
  for (const [family, program] of iptablesPrograms) {
    const script = iptablesHold(held, family, until, await present(program));
    await run(`${program}-restore`, ['--noflush', '--wait', ...options], script);
  }
}

const iptablesPrograms: readonly (readonly [Family, string])[] = [
  ['inet4', 'iptables'],
  ['inet6', 'ip6tables'],
];

async function present(program: string): Promise<IptablesHolder> {
  const chains = ['INPUT', 'FORWARD'] as const;
  const leads = await Promise.all(chains.map(async (chain) => succeeds(program, ['-w', '-C', chain, '-j', holdName])));
  return { hasChain: await succeeds(program, ['-w', '-S', holdName]), jumps: chains.filter((_, at) => leads[at]) };
}

/** The first that can hold anybody here; or why none can. */
export async function findHolder(): Promise<Holder | string> {
  const reasons: string[] = [];
  for (const holder of [nft, iptables]) {
    try {
      await holder.check();
      return holder;
    } catch (error) {
      reasons.push(`${holder.name}: ${reasonOf(error)}`);
    }
  }
  return reasons.join('; ');
}
