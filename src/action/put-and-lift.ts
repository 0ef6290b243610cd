import type { BanTicket } from '../ban/ban-ticket.js';
import { runForTickets, type TicketRun, tryForTickets } from './run-for-tickets.js';
import type { Failures } from './shared-use.js';

/** What a ban is put in force and lifted with. */
export type PuttingParts = Omit<TicketRun, 'command' | 'undo'>;

export interface Put {
  readonly failures: Failures<BanTicket>;
  /** Banned by that, although they may have been banned already. */
  readonly doubled: readonly BanTicket[];
}

/** What is not known of those who are banned. */
export interface Doubts {
  /** Whether those put back after a crash are banned already. */
  readonly isAfterCrash: boolean;
  /** What has become of bans that failed before: half of a script may have worked. */
  readonly hasFailed: (ticket: BanTicket) => boolean;
}

/** Bans; in doubt about one so that it is there once, unless a command for many does it. */
export async function put(
  tickets: readonly BanTicket[],
  parts: PuttingParts,
  { isAfterCrash, hasFailed }: Doubts,
): Promise<Put> {
  const { commands, family } = parts;
  await liftWhatIsLeft(tickets.filter(hasFailed), parts);
  const isDoubtful = isAfterCrash && !commands.hasBulk('actionban', family);
  const doubtful = tickets.filter(({ restored }) => isDoubtful && restored);
  const doubled = await tryForTickets(doubtful, { commands, family, command: 'actionban' });
  const isLeft = (ticket: BanTicket): boolean => !doubled.includes(ticket);
  // Where a ban that is there is in the way of another one.
  await tryForTickets(doubtful.filter(isLeft), { commands, family, command: 'actionunban' });
  const failures = await runForTickets(tickets.filter(isLeft), { ...parts, command: 'actionban', undo: 'actionunban' });
  return { failures, doubled };
}

/** Takes away what bans that did not work may have left all the same. */
export async function liftWhatIsLeft(tickets: readonly BanTicket[], { commands, family }: PuttingParts): Promise<void> {
  if (commands.hasBulk('actionban', family)) return;
  await tryForTickets(tickets, { commands, family, command: 'actionunban' });
}

/** Lifts bans, those that are `doubled` twice; a command for many leaves nothing the first time. */
export async function lift(
  tickets: readonly BanTicket[],
  parts: PuttingParts,
  doubled: ReadonlySet<BanTicket>,
): Promise<Failures<BanTicket>> {
  const { commands, family } = parts;
  const command = 'actionunban';
  const failures = await runForTickets(tickets, { ...parts, command });
  const again = tickets.filter((ticket) => doubled.has(ticket) && !failures.has(ticket));
  if (!commands.hasBulk(command, family)) await tryForTickets(again, { commands, family, command });
  return failures;
}
