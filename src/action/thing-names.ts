import { createHash } from 'node:crypto';
import type { BanTicket } from '../ban/ban-ticket.js';
import { tagsIn, type TagLookup } from './render-command.js';
import { ticketIp } from './ticket-tags.js';

/** Tags whose value follows from the address and the machine. */
const ofTheAddress: ReadonlySet<string> = new Set([
  'ip',
  'fid',
  'ip-rev',
  'ip-host',
  'family',
  'fq-hostname',
  'sh-hostname',
]);

interface Known {
  readonly digest: string;
  /** Tags that need more than the address. */
  readonly tags: readonly string[];
}

/** Short names for what commands do, of which very many are kept: equal for the same text and the same values in it. */
export class ThingNames {
  readonly #known = new Map<string, Known>();

  /** Names what a command does for a ticket. */
  ofThing(text: string, ticket: BanTicket, valueOf: TagLookup): string {
    const ip = ticketIp(ticket);
    const address = ip === ticket.id ? ip : `${ip} ${ticket.id}`;
    return this.ofVariant(text, valueOf) + address;
  }

  /** The same, but for the address. */
  ofVariant(text: string, valueOf: TagLookup): string {
    const { digest, tags } = this.#know(text);
    if (tags.length === 0) return digest;
    const values = tags.map((tag) => valueOf(tag) ?? '').join('\0');
    return digest + (values.length > mostVerbatim ? digestOf(values) : values);
  }

  #know(text: string): Known {
    const known = this.#known.get(text) ?? {
      digest: digestOf(text),
      tags: [...new Set(tagsIn(text))].filter((tag) => !ofTheAddress.has(tag)),
    };
    this.#known.set(text, known);
    return known;
  }
}

const mostVerbatim = 100;

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 16);
}
