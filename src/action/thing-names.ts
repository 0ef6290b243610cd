import { createHash } from 'node:crypto';
import type { BanTicket } from '../ban/ban-ticket.js';
import { type RenderedCommand, tagsIn } from './render-command.js';
import { ticketIp } from './ticket-tags.js';

/** Tags whose value follows from the address and the machine. */
const ofTheAddress: ReadonlySet<string> = new Set(['ip', 'fid', 'ip-rev', 'family', 'fq-hostname', 'sh-hostname']);

/** Short names for commands with a ticket's values, of which many are kept: equal for the same text and values. */
export class ThingNames {
  /** By text; undefined where more than the address matters. */
  readonly #digests = new Map<string, string | undefined>();

  /** Undefined if the command depends on more of the ticket than its address, so that it has to be spelled out. */
  byAddress(text: string, ticket: BanTicket): string | undefined {
    const digest = this.#digestOf(text);
    if (digest === undefined) return undefined;
    const ip = ticketIp(ticket);
    return ip === ticket.id ? digest + ip : `${digest}${ip} ${ticket.id}`;
  }

  byCommand({ script, variables }: RenderedCommand): string {
    return digest(JSON.stringify([script, ...variables]));
  }

  #digestOf(text: string): string | undefined {
    if (!this.#digests.has(text))
      this.#digests.set(text, tagsIn(text).every((tag) => ofTheAddress.has(tag)) ? digest(text) : undefined);
    return this.#digests.get(text);
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 16);
}
