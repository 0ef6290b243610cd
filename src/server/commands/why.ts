import type { BanTicket } from '../../ban/ban-ticket.js';
import type { Jail } from '../../jail/jail.js';
import { type Address, canonicalId, contains, parseAddress } from '../../net/address.js';
import { type BanAnswer, banTeller } from '../answers.js';
import { type Commands, type ServerCommand, wordOf } from './command.js';

/** `why ID`. */
export interface WhyAnswer {
  readonly id: string;
  /** All jails, by name. */
  readonly jails: readonly JailWhy[];
}

/** What one jail knows of an id; what it does not is left out. Times in epoch seconds. */
export interface JailWhy {
  readonly jail: string;
  /** The ban of the id, or of a network that it is in. */
  readonly ban?: BanAnswer & { readonly matches: readonly string[] };
  /** Failures that still count. */
  readonly failing?: Failing;
  /** What spares the id: the entry of ignoreip, or else in the words of `Ignore ID by SOURCE`. */
  readonly ignoredBy?: string;
  /** Bans that are remembered, the present one among them. */
  readonly history?: { readonly count: number; readonly last: number };
}

interface Failing {
  readonly failures: number;
  readonly first: number;
  readonly last: number;
  readonly matches: readonly string[];
  /** How many make a ban, within how many seconds. */
  readonly maxretry: number;
  readonly findtime: number;
}

/** Tells why an id is banned, or why it is not. */
export const whyCommands: Commands<ServerCommand> = {
  why: async ({ jails }, words): Promise<WhyAnswer> => {
    const id = canonicalId(wordOf(words));
    const sorted = [...jails.all()].sort((one, other) => (one.name < other.name ? -1 : 1));
    return { id, jails: await Promise.all(sorted.map(async (jail) => whyOf(jail, id))) };
  },
};

async function whyOf(jail: Jail, id: string): Promise<JailWhy> {
  const { name, bans, failures, parts } = jail;
  await parts.ignoring.ready;
  const ticket = bans.get(id) ?? networkAround(jail, parseAddress(id));
  const ban = ticket && banTeller(jail)(ticket);
  const counted = failures.of(id);
  const [first, last] = [counted[0], counted.at(-1)];
  const ignoredBy = parts.ignoring.listed({ id, fields: {} });
  const entry = ignoredBy === 'ip' ? entryAround(jail, parseAddress(id)) : undefined;
  const history = bans.history(id);
  return {
    jail: name,
    ...(ban !== undefined && { ban: { ...ban, matches: ticket?.matches ?? [] } }),
    ...(first !== undefined &&
      last !== undefined && {
        failing: {
          failures: counted.length,
          first: first.time,
          last: last.time,
          matches: counted.flatMap(({ matches }) => matches),
          maxretry: failures.limits.maxretry,
          findtime: failures.limits.findtime,
        },
      }),
    ...(ignoredBy !== undefined && { ignoredBy: entry ?? ignoredBy }),
    ...(history.count > 0 && { history }),
  };
}

/** The ban of a network that an address is in, of which there are few. */
function networkAround({ bans }: Jail, address: Address | undefined): BanTicket | undefined {
  return bans.banned().find(({ id }) => id.includes('/') && isAround(id, address));
}

/** The first entry of ignoreip that an address is in. */
function entryAround({ parts }: Jail, address: Address | undefined): string | undefined {
  return parts.config.ignoreip.find(({ value }) => isAround(value, address))?.value;
}

function isAround(text: string, address: Address | undefined): boolean {
  const network = parseAddress(text);
  return network !== undefined && address !== undefined && contains(network, address);
}
