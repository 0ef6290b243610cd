import type { BanTicket } from '../ban/ban-ticket.js';
import type { Level, Log } from '../log.js';
import { ticketFamily, ticketIp } from './ticket-tags.js';

const participles = { ban: 'banning', unban: 'unbanning', prolong: 'prolonging', start: 'starting', stop: 'stopping' };

/** What an action of a jail has to say, in Fail2Ban's words (spec runtime §4.1, §4.2, §4.5). */
export class ActionLog {
  readonly #log: Log;
  readonly #jail: string;
  readonly #action: string;

  constructor(log: Log, jail: string, action: string) {
    this.#log = log;
    this.#jail = jail;
    this.#action = action;
  }

  ticketFailed(what: 'ban' | 'unban' | 'prolong', ticket: BanTicket): void {
    const ip = ticketIp(ticket);
    const info = `ActionInfo({'ip': '${ip}', 'fid': '${ticket.id}', 'family': '${ticketFamily(ticket) ?? 'None'}'})`;
    const text = `Failed to execute ${what} jail '${this.#jail}' action '${this.#action}' info '${info}'`;
    this.#write('error', `${text}: Error ${participles[what]} ${ip}`, ticket.id);
  }

  lifeFailed(what: 'start' | 'stop'): void {
    const text = `Error ${participles[what]} action Jail('${this.#jail}')/${this.#action}: 'Script error'`;
    this.#write('error', `Failed to ${what} jail '${this.#jail}' action '${this.#action}': ${text}`);
  }

  invariantFailed(consequence: string): void {
    this.#write('error', `Invariant check failed. ${consequence}`);
  }

  beyondRepair(): void {
    this.#write('critical', 'Unable to restore environment');
  }

  reban(ticket: BanTicket): void {
    this.#write('notice', `[${this.#jail}] Reban ${ticketIp(ticket)}, action '${this.#action}'`, ticket.id);
  }

  #write(level: Level, text: string, id?: string): void {
    this.#log(level, 'actions', text, { jail: this.#jail, ...(id === undefined ? {} : { id }) });
  }
}
