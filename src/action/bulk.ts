import type { BanTicket } from '../ban/ban-ticket.js';
import type { Failures } from './shared-use.js';

/** Why a command did not work. */
export interface Fault {
  readonly why: string;
  /** True if it was stopped because its time was over: nobody knows what it has done. */
  readonly isLate: boolean;
}

/** How a batch is carried out. */
export interface BulkSteps {
  /** One command for all of them; undefined if it worked. */
  together(tickets: readonly BanTicket[]): Promise<Fault | undefined>;
  /** Looks at what may be wrong outside and mends it; false if another try makes no sense. */
  mend(): Promise<boolean>;
  /** The command for a single one, with its second try; undefined if it worked. */
  alone(ticket: BanTicket): Promise<Fault | undefined>;
}

/** So many tickets at most are carried out with one command: more would hold the event loop for longer than its guard lets regexes. */
export const mostInBulk = 5000;

/** After so many commands of a batch that failed the lines are at fault, not the tickets. */
const mostFaults = 100;

/**
 * Carries out a batch of tickets with one command. If that fails it is tried again as a whole once what was broken is
 * mended, then in halves, until the culprits are found; those go alone.
 */
export async function carryOutInBulk(tickets: readonly BanTicket[], steps: BulkSteps): Promise<Failures<BanTicket>> {
  const fault = await steps.together(tickets);
  if (fault === undefined) return new Map();
  if (tickets.length === 1) return new CulpritSearch(steps).among(tickets);
  if (fault.isLate || !(await steps.mend())) return allFailed(tickets, fault);
  if ((await steps.together(tickets)) === undefined) return new Map();
  return new CulpritSearch(steps).among(tickets);
}

class CulpritSearch {
  readonly #steps: BulkSteps;
  readonly #failures = new Map<BanTicket, string>();
  #faults = 0;

  constructor(steps: BulkSteps) {
    this.#steps = steps;
  }

  /** Tickets that can't be carried out together. */
  async among(tickets: readonly BanTicket[]): Promise<Failures<BanTicket>> {
    if (tickets.length === 1 || this.#faults >= mostFaults) await this.#oneByOne(tickets);
    else {
      const middle = Math.ceil(tickets.length / 2);
      await this.#half(tickets.slice(0, middle));
      await this.#half(tickets.slice(middle));
    }
    return this.#failures;
  }

  async #half(tickets: readonly BanTicket[]): Promise<void> {
    const fault = await this.#steps.together(tickets);
    if (fault === undefined) return;
    this.#faults += 1;
    if (fault.isLate) for (const ticket of tickets) this.#failures.set(ticket, fault.why);
    else await this.among(tickets);
  }

  async #oneByOne(tickets: readonly BanTicket[]): Promise<void> {
    for (const ticket of tickets) {
      const fault = await this.#steps.alone(ticket);
      if (fault !== undefined) this.#failures.set(ticket, fault.why);
    }
  }
}

function allFailed(tickets: readonly BanTicket[], { why }: Fault): Failures<BanTicket> {
  return new Map(tickets.map((ticket) => [ticket, why]));
}
