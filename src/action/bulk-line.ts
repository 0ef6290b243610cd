import type { BanTicket } from '../ban/ban-ticket.js';
import { TsbanError } from '../error.js';
import { parseAddress } from '../net/address.js';
import { tagsIn } from './render-command.js';
import { ticketIp, ticketTags } from './ticket-tags.js';

/** A line of a bulk command that nobody can make safe, or that says the same for everybody. */
export class BulkLineError extends TsbanError {
  readonly code = 'ACTION_BULK_LINE';

  constructor(name: string, problem: string) {
    super(`${name} ${problem}`);
    this.name = 'BulkLineError';
  }
}

/**
 * Tags a line may hold. It is read by a program and not by a shell, so that no quoting could keep a foreign text from
 * being taken for a command of that program: these are numbers, addresses and words of our own.
 */
const plainTags: ReadonlySet<string> = new Set([
  'ip',
  'fid',
  'ip-rev',
  'family',
  'bantime',
  'bancount',
  'time',
  'failures',
  'restored',
]);

const noCounters = { banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 };

/**
 * Makes the line (or lines) for a ticket out of `bulkban` or `bulkunban`, its parameters put in (interfaces: Action
 * files). Throws a BulkLineError for a tag with a text from outside, and for a line without the address.
 */
export function bulkLine(name: 'bulkban' | 'bulkunban', text: string): (ticket: BanTicket) => string {
  const tags = tagsIn(text);
  const foreign = tags.find((tag) => !plainTags.has(tag));
  if (foreign !== undefined) {
    const known = [...plainTags].map((tag) => `<${tag}>`).join(' ');
    throw new BulkLineError(name, `may not hold <${foreign}>: only ${known} and parameters. Take it out`);
  }
  if (!tags.includes('ip') && !tags.includes('fid'))
    throw new BulkLineError(name, 'does not say whom it is about. Put <ip> into it');
  const pieces = text.trim().split(/<([^ <>]+)>/);
  return (ticket) => {
    const valueOf = ticketTags(ticket, { counters: noCounters });
    return `${pieces.map((piece, index) => (index % 2 === 0 ? piece : valueOf(piece))).join('')}\n`;
  };
}

/**
 * True for a ticket about nothing but one address, in canonical spelling. Networks go alone: many a set of addresses
 * can't hold them.
 */
export function mayGoInBulk(ticket: BanTicket): boolean {
  const { id } = ticket;
  return !id.includes('/') && parseAddress(id)?.text === id && ticketIp(ticket) === id;
}
