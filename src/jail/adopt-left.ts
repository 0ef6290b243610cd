import type { LeftAction } from '../action/left-action.js';
import { nobody } from '../action/ticket-tags.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import type { EpochSeconds } from '../time/clock.js';
import { inTurns, type NextTurn } from '../time/turns.js';
import type { JailAction } from './jail-parts.js';

/** Who takes over, and what is known of the bans. */
export interface Heirs {
  readonly jail: string;
  readonly actions: readonly JailAction[];
  /** The bans of the earlier run, as they were when last saved. */
  readonly saved: Iterable<BanTicket>;
  readonly now: EpochSeconds;
  readonly nextTurn: NextTurn;
}

/** Has actions go on with what those of the same names have left; gives the bans that are in force by that, each once. */
export async function adoptLeft(
  left: readonly LeftAction[],
  { jail, actions, saved, now, nextTurn }: Heirs,
): Promise<readonly BanTicket[]> {
  const known = new Map<string, BanTicket>();
  for await (const some of inTurns(saved, nextTurn)) for (const ticket of some) known.set(ticket.id, ticket);
  const inForce = new Map<string, BanTicket>();
  for (const one of left) {
    const tickets = one.held.map((id) => known.get(id) ?? nobody(jail, id, now));
    for (const ticket of tickets) inForce.set(ticket.id, ticket);
    await actions.find(({ name }) => name === one.definition.actname)?.adopt(one, tickets);
  }
  return [...inForce.values()];
}
