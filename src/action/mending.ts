import type { BanTicket } from '../ban/ban-ticket.js';
import { inTurns, type NextTurn } from '../time/turns.js';
import type { ActionCommands } from './action-commands.js';
import type { StartFamily } from './action-definition.js';
import type { ActionLog } from './action-log.js';
import { mostInBulk } from './bulk.js';
import type { HeldBans } from './held-bans.js';
import type { Retries } from './retries.js';
import { runForTickets } from './run-for-tickets.js';
import type { Soundness, StartedFamilies } from './started-families.js';

/** What is mended, and with what. */
export interface MendingParts {
  readonly commands: ActionCommands;
  readonly families: StartedFamilies;
  readonly held: HeldBans;
  readonly retries: Retries;
  readonly log: ActionLog;
  readonly nextTurn: NextTurn;
}

/** Looks after what an action has outside: repairs what is broken, and puts the bans back that went with it (spec runtime §4.5). */
export class Mending {
  readonly #parts: MendingParts;
  /** Families that could not be repaired the last time. */
  readonly #broken = new Set<StartFamily>();

  constructor(parts: MendingParts) {
    this.#parts = parts;
  }

  async mend(family: StartFamily): Promise<Soundness> {
    const { families, held, retries } = this.#parts;
    const found = await families.checkAndRepair(family);
    if (found === 'repaired') for (const each of families.together(family)) await this.reban(each);
    if (found === 'broken' && !this.#broken.has(family)) retries.lost(held.of(family), beyondRepair);
    if (found === 'broken') this.#broken.add(family);
    else if (this.#broken.delete(family)) retries.hasten();
    return found;
  }

  /** False if it stays broken. */
  async isSound(family: StartFamily): Promise<boolean> {
    return (await this.mend(family)) !== 'broken';
  }

  /** Whether an unban that failed may be tried again: only if told so is something repaired for it. */
  async mayUnban(family: StartFamily): Promise<boolean> {
    const { commands, families, log } = this.#parts;
    if (commands.definition.actionrepairOnUnban) return this.isSound(family);
    if (await families.isSane(family)) return true;
    log.invariantFailed('Unban is impossible.');
    return false;
  }

  /** Puts every ban of a family back. */
  async reban(family: StartFamily): Promise<void> {
    await this.putBack(this.#parts.held.of(family), family);
  }

  /** Puts bans back that are gone, and mends nothing. */
  async putBack(tickets: readonly BanTicket[], family: StartFamily): Promise<void> {
    const { commands, retries, log, nextTurn } = this.#parts;
    log.reban(tickets);
    const command = commands.has('actionreban') ? 'actionreban' : 'actionban';
    for await (const some of inTurns(tickets, nextTurn, mostInBulk)) {
      const failures = await runForTickets(some, { commands, command, family });
      retries.forget(some);
      retries.cameTo('ban', [...failures.keys()], failures);
    }
  }
}

/** Why a ban is not in force whose environment could not be repaired. */
export const beyondRepair = 'what actionstart has made is gone, and could not be made anew';
