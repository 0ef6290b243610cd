import type { BanTicket } from '../ban/ban-ticket.js';
import type { Level, Log, LogFields } from '../log.js';
import { ticketFamily, ticketIp } from './ticket-tags.js';

const participles = { ban: 'banning', unban: 'unbanning', prolong: 'prolonging', start: 'starting', stop: 'stopping' };

/** So many tickets are named one by one. */
const mostNamed = 100;

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

  /** Of a great many at once only the first ones are named. */
  ticketsFailed(what: 'ban' | 'unban' | 'prolong', tickets: readonly BanTicket[]): void {
    this.#forFirst(tickets, 'failed', (ticket) => this.#ticketFailed(what, ticket));
  }

  /** Of bans that failed before. */
  inForceAtLast(tickets: readonly BanTicket[]): void {
    const text = (who: string): string => `[${this.#jail}] ${who} in force at last, action '${this.#action}'`;
    this.#forFirst(tickets, 'in-force', (ticket) => text(`Ban of ${ticketIp(ticket)}`));
  }

  /** Of unbans that are not tried any more. */
  givenUp(tickets: readonly BanTicket[]): void {
    const text = `may still be shut out by action '${this.#action}': unban failed for good. Look at the errors above`;
    this.#forFirst(tickets, 'failed', (ticket) => `[${this.#jail}] ${ticketIp(ticket)} ${text}`);
  }

  shed(bans: number, waiting: number): void {
    const text = `action '${this.#action}' is too slow: ${bans} tickets dropped, those that waited longest; ${waiting} wait`;
    this.#write('warning', `[${this.#jail}] ${text}`);
  }

  lifeFailed(what: 'start' | 'stop'): void {
    const text = `Error ${participles[what]} action Jail('${this.#jail}')/${this.#action}: 'Script error'`;
    this.#write('error', `Failed to ${what} jail '${this.#jail}' action '${this.#action}': ${text}`);
  }

  /** Of an action that stops. */
  givenUpStop(seconds: number): void {
    const text = `action '${this.#action}' is not done ${seconds} seconds after the stop: what it runs is killed`;
    this.#write('warning', `[${this.#jail}] ${text}`);
  }

  invariantFailed(consequence: string): void {
    this.#write('error', `Invariant check failed. ${consequence}`);
  }

  beyondRepair(): void {
    this.#write('critical', 'Unable to restore environment');
  }

  doubtfulCheck(): void {
    const text = `actioncheck of '${this.#action}' fails right after actionstart has worked: is it about something else?`;
    this.#write('warning', `[${this.#jail}] ${text} Bans go on without it`);
  }

  reban(tickets: readonly BanTicket[]): void {
    const text = (ticket: BanTicket): string => `[${this.#jail}] Reban ${ticketIp(ticket)}, action '${this.#action}'`;
    this.#forFirst(tickets, 'in-force', text);
  }

  #forFirst(tickets: readonly BanTicket[], event: 'failed' | 'in-force', textFor: (ticket: BanTicket) => string): void {
    const level = event === 'failed' ? 'error' : 'notice';
    const named = tickets.length > mostNamed ? tickets.slice(0, mostNamed) : tickets;
    for (const ticket of named) this.#write(level, textFor(ticket), { id: ticket.id, event });
    const further = tickets.length - named.length;
    if (further > 0)
      this.#write(level, `[${this.#jail}] The same for ${further} more, action '${this.#action}'`, { event });
  }

  #ticketFailed(what: 'ban' | 'unban' | 'prolong', ticket: BanTicket): string {
    const ip = ticketIp(ticket);
    const info = `ActionInfo({'ip': '${ip}', 'fid': '${ticket.id}', 'family': '${ticketFamily(ticket) ?? 'None'}'})`;
    const text = `Failed to execute ${what} jail '${this.#jail}' action '${this.#action}' info '${info}'`;
    return `${text}: Error ${participles[what]} ${ip}`;
  }

  #write(level: Level, text: string, fields: Pick<LogFields, 'id' | 'event'> = {}): void {
    this.#log(level, 'actions', text, { jail: this.#jail, ...fields });
  }
}
