import type { HostNames } from '../../action/host-names.js';
import { reversedAddress } from '../../action/reversed-address.js';
import type { Failure } from '../../filter/failure.js';
import { type Address, parseAddress } from '../../net/address.js';
import { type PythonValue, pythonRepr } from '../../python-repr.js';
import type { DatedLine } from './divide-at-date.js';

/** What is written of a failure that is not in it. */
export interface Surroundings {
  readonly divide: (line: string) => DatedLine;
  readonly hostNames: () => Promise<HostNames>;
  /** Undefined for an address that has no name. */
  readonly nameOf: (address: string) => Promise<string | undefined>;
}

/**
 * A text with the tags of actions in it, filled for a failure (spec config §6). Those that only a jail could fill, on
 * which fail2ban-regex breaks off, stay as they are, as those that are unknown do.
 */
export async function fillTags(format: string, failure: Failure, surroundings: Surroundings): Promise<string> {
  const parts = format.split(/<([\w*-]+)>/);
  const filled = parts.map(async (part, at) => {
    return at % 2 === 0 ? part : ((await valueOf(part, failure, surroundings)) ?? `<${part}>`);
  });
  return (await Promise.all(filled)).join('');
}

async function valueOf(tag: string, failure: Failure, surroundings: Surroundings): Promise<string | undefined> {
  if (tag.startsWith('F-')) return dataOf(tag, failure, surroundings);
  const ip = addressOf(failure);
  const address = parseAddress(ip);
  const values: Readonly<Record<string, () => string | Promise<string>>> = {
    ip: () => ip,
    'ip-rev': () => (address === undefined ? '' : reversedAddress(address)),
    'ip-host': async () => (isOne(address) ? await surroundings.nameOf(address.text) : undefined) ?? 'None',
    family: () => address?.family ?? 'None',
    fid: () => failure.id,
    time: () => timeOf(failure),
    failures: () => '0',
    bancount: () => '0',
    restored: () => '0',
    msg: () => failure.matches.join('\n'),
    matches: () => failure.matches.join('\n'),
    'raw-ticket': () => rawTicket(failure, surroundings),
    'fq-hostname': async () => (await surroundings.hostNames()).fq,
    'sh-hostname': async () => (await surroundings.hostNames()).sh,
    br: () => '\n',
  };
  return Object.hasOwn(values, tag) ? values[tag]?.() : undefined;
}

/** False for a network, which has no name. */
function isOne(address: Address | undefined): address is Address {
  return address !== undefined && !address.text.includes('/');
}

/** `<F-USER>` is the capture `user`; a missing one is empty. */
function dataOf(tag: string, failure: Failure, surroundings: Surroundings): string {
  const matches = matchesOf(failure, surroundings);
  if (tag === 'F-*')
    return `{'matches': ${matches}, ${pythonRepr({ failures: 0, ...asDict(failure.fields) }).slice(1)}`;
  if (tag === 'F-MATCHES') return matches;
  if (tag === 'F-FAILURES') return '0';
  const name = tag.slice(2).toLowerCase();
  return captureOf(renamed.get(name) ?? name, failure) ?? '';
}

/** Captures whose names are not those of their tags. */
const renamed = new Map([
  ['id', 'fid'],
  ['port', 'fport'],
]);

function rawTicket(failure: Failure, surroundings: Surroundings): string {
  const matches = matchesOf(failure, surroundings);
  return `BanTicket: ip=${failure.id} time=${timeOf(failure)} bantime=None bancount=0 #attempts=0 matches=${matches}`;
}

/** The address a failure is about, be its id another. */
export function addressOf({ id, fields }: Failure): string {
  return asText(fields['ip']) ?? id;
}

/** Undefined where nothing was captured. */
export function captureOf(name: string, { fields }: Failure): string | undefined {
  return Object.hasOwn(fields, name) ? asText(fields[name]) : undefined;
}

/** The lines of a failure as Fail2Ban keeps them: `[('', '2026-03-10 11:59:50', ' bad login')]`. */
export function matchesOf({ matches }: Failure, { divide }: Surroundings): string {
  return `[${matches.map((line) => `(${divide(line).map(pythonRepr).join(', ')})`).join(', ')}]`;
}

/** Fail2Ban keeps several values of a capture in a set. */
export function asDict(fields: Failure['fields']): Readonly<Record<string, PythonValue>> {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : new Set(value)]));
}

/** The time of a failure as Python prints it: an integer, or a float (spec config §8, trap 50). */
export function timeOf({ time, form }: Failure): string {
  return Number.isInteger(time) && form !== 'whole' ? `${time}.0` : String(time);
}

function asText(value: Failure['fields'][string] | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : pythonRepr(new Set(value));
}
