import type { BanTicket } from '../ban/ban-ticket.js';
import { canonicalId, type Family, parseAddress } from '../net/address.js';
import { pythonText } from '../python-text.js';
import type { EpochSeconds } from '../time/clock.js';
import type { TagLookup } from './render-command.js';
import { reversedAddress } from './reversed-address.js';

/** What a jail has counted since its start; `found` are the failures within findtime. */
export interface JailCounters {
  readonly banned: number;
  readonly bannedTotal: number;
  readonly found: number;
  readonly foundTotal: number;
}

/** What a ticket's tags need to know besides the ticket. */
export interface TicketSurroundings {
  readonly counters: JailCounters;
  /** Reverse name of the address, if it was asked for and there is one. */
  readonly ipHost?: string | undefined;
}

/** What is known of a jail while nobody in particular is meant. */
export interface JailMoment {
  readonly jail: string;
  readonly family: string;
  readonly now: EpochSeconds;
  /** Seconds. */
  readonly bantime: number;
  readonly counters: JailCounters;
}

/** The address a ticket is about: the id, or what `<ADDR>` captured beside an `<F-ID>`; maybe no address at all. */
export function ticketIp({ id, fields }: BanTicket): string {
  const captured = fields['fid'] === undefined ? undefined : (fields['ip4'] ?? fields['ip6']);
  return typeof captured === 'string' ? canonicalId(captured) : id;
}

/** The family of a ticket's address; undefined where the id is no address. */
export function ticketFamily(ticket: BanTicket): Family | undefined {
  return parseAddress(ticketIp(ticket))?.family;
}

/**
 * Values of the tags a ticket explains, in the spelling Fail2Ban's scripts parse (spec runtime §4.7). The sums over all
 * earlier bans (`ipmatches`, `ipfailures`, `ipjailmatches`, `ipjailfailures`) are those of this ticket alone.
 */
export function ticketTags(ticket: BanTicket, surroundings: TicketSurroundings): TagLookup {
  return (tag) => {
    if (Object.hasOwn(tagValues, tag)) return tagValues[tag]?.(ticket, surroundings);
    return tag.startsWith('F-') ? captured(ticket, tag) : undefined;
  };
}

type TagValue = (ticket: BanTicket, surroundings: TicketSurroundings) => string;

const failures: TagValue = ({ failures }) => String(failures);
const matches: TagValue = ({ matches }) => matches.join('\n');

const tagValues: Readonly<Record<string, TagValue>> = {
  ip: ticketIp,
  fid: ({ id }) => id,
  family: (ticket) => ticketFamily(ticket) ?? 'None',
  'ip-rev': (ticket) => {
    const address = parseAddress(ticketIp(ticket));
    return address === undefined ? '' : reversedAddress(address);
  },
  'ip-host': (_, { ipHost }) => ipHost ?? 'None',
  failures,
  ipfailures: failures,
  ipjailfailures: failures,
  matches,
  ipmatches: matches,
  ipjailmatches: matches,
  time: ({ restored, time }) => (restored ? String(Math.trunc(time)) : pythonFloat(time)),
  bantime: ({ bantime }) => String(Math.trunc(bantime)),
  bancount: ({ bancount }) => String(bancount),
  restored: ({ restored }) => (restored ? '1' : '0'),
  'F-MATCHES': matches,
  'F-FAILURES': failures,
  'raw-ticket': rawTicket,
  'jail.name': ({ jail }) => jail,
  'jail.banned': (_, { counters }) => String(counters.banned),
  'jail.banned_total': (_, { counters }) => String(counters.bannedTotal),
  'jail.found': (_, { counters }) => String(counters.found),
  'jail.found_total': (_, { counters }) => String(counters.foundTotal),
};

/**
 * Values of the same tags where there is no ticket: start, stop, flush, reload. Only the time, the family, the jail's
 * bantime and its counters say something, the rest is empty or 0 (spec runtime §4.7).
 */
export function tagsWithoutTicket({ jail, family, now, bantime, counters }: JailMoment): TagLookup {
  const tags = ticketTags({ ...nobody(jail, '', now), bantime }, { counters });
  return (tag) => (tag === 'family' ? family : tags(tag));
}

/** A ticket for an id of which nothing is known but that it must go. */
export function nobody(jail: string, id: string, time: EpochSeconds): BanTicket {
  return { jail, id, time, matches: [], fields: {}, failures: 0, bantime: 0, bancount: 0, restored: false };
}

/** True for a tag that a running command has a value for, whatever the action's parameters say. */
export function runnableTag(tag: string): boolean {
  const counters = { banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 };
  const lookup = tagsWithoutTicket({ jail: '', family: '', now: 0, bantime: 0, counters });
  return tag.endsWith('-hostname') ? ['fq-hostname', 'sh-hostname'].includes(tag) : lookup(tag) !== undefined;
}

/** `<F-USER>` is the capture `user`; several texts stand on lines of their own, a missing capture is empty. */
function captured({ fields }: BanTicket, tag: string): string {
  const name = tag.slice(2).toLowerCase();
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' ? value : (value ?? []).join('\n');
}

/** A ticket as Python prints it. */
function rawTicket({ id, time, bancount, failures, matches }: BanTicket): string {
  const list = matches.map(pythonText).join(', ');
  return `BanTicket: ip=${id} time=${pythonFloat(time)} bantime=None bancount=${bancount} #attempts=${failures} matches=[${list}]`;
}

/** Python writes a whole float with `.0`; both languages otherwise give the shortest digits that read back the same. */
function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
