import type { BanTicket } from '../ban/ban-ticket.js';
import type { ActionCommands, TicketCommand } from './action-commands.js';
import type { StartFamily } from './action-definition.js';
import { carryOutInBulk, type Fault } from './bulk.js';
import { mayGoInBulk } from './bulk-line.js';
import type { Failures } from './shared-use.js';

/** What is to be run for tickets of one family. */
export interface TicketRun {
  readonly commands: ActionCommands;
  readonly command: TicketCommand;
  readonly family: StartFamily;
  /**
   * Looks at what may be wrong outside when it did not work, and says whether another try makes sense (spec runtime
   * §4.5); without it there is none.
   */
  readonly mend?: () => Promise<boolean>;
  /** Takes away what a command has left that did not work, where that could be there twice after another try. */
  readonly undo?: TicketCommand;
}

/** Runs a command for these tickets, no more than `mostInBulk`, at once where it can do so; a second time where it fails. */
export async function runForTickets(tickets: readonly BanTicket[], run: TicketRun): Promise<Failures<BanTicket>> {
  const { commands, command, family, mend = never } = run;
  const alone = async (ticket: BanTicket): Promise<Fault | undefined> => tryTwice(ticket, run);
  const together = async (batch: readonly BanTicket[]): Promise<Fault | undefined> =>
    commands.attempt(await commands.forTickets(command, family, batch));
  const hasBulk = commands.hasBulk(command, family);
  const [inBulk, byItself]: [BanTicket[], BanTicket[]] = [[], []];
  for (const ticket of tickets) (hasBulk && mayGoInBulk(ticket) ? inBulk : byItself).push(ticket);
  const failures = new Map(inBulk.length === 0 ? [] : await carryOutInBulk(inBulk, { together, mend, alone }));
  for (const ticket of byItself) {
    const fault = await alone(ticket);
    if (fault !== undefined) failures.set(ticket, fault.why);
  }
  return failures;
}

/** Runs a command for tickets for which there may be nothing to do, each once; gives those for which it worked. */
export async function tryForTickets(
  tickets: readonly BanTicket[],
  { commands, command, family }: Omit<TicketRun, 'mend' | 'undo'>,
): Promise<readonly BanTicket[]> {
  const done: BanTicket[] = [];
  for (const ticket of tickets)
    if (await commands.run({ ...(await commands.forTicket(command, family, ticket)), mayFail: true }))
      done.push(ticket);
  return done;
}

/** Spec runtime §4.1, §4.5. */
async function tryTwice(
  ticket: BanTicket,
  { commands, command, family, mend = never, undo }: TicketRun,
): Promise<Fault | undefined> {
  const run = async (): Promise<Fault | undefined> =>
    commands.attempt(await commands.forTicket(command, family, ticket));
  const fault = await run();
  if (fault === undefined || !(await mend())) return fault;
  if (undo !== undefined) await tryForTickets([ticket], { commands, family, command: undo });
  return run();
}

const never = async (): Promise<boolean> => Promise.resolve(false);
