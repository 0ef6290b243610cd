import type { BanTicket } from '../ban/ban-ticket.js';
import { inTurns, type NextTurn } from '../time/turns.js';
import type { ActionCommands } from './action-commands.js';
import type { StartFamily } from './action-definition.js';
import type { EnvironmentUser } from './environment.js';
import type { Failures, SharedUse, Wanted } from './shared-use.js';

/** A ban this action has carried out: what it has brought about is its key, by which others who want the same are known. */
interface HeldBan extends Wanted<BanTicket> {
  readonly family: StartFamily;
  /** True if it was carried out twice, and so may be there twice. */
  readonly isDoubled?: boolean;
}

/** Runs a command for tickets of one family, and says for which it did not work. */
type Run = (tickets: readonly BanTicket[]) => Promise<Failures<BanTicket>>;

/** The bans an action has carried out, whose effects it may share with others. */
export class HeldBans {
  readonly #user: EnvironmentUser;
  readonly #commands: ActionCommands;
  readonly #shared: SharedUse<EnvironmentUser>;
  readonly #nextTurn: NextTurn;
  readonly #held = new Map<string, HeldBan>();

  constructor(user: EnvironmentUser, commands: ActionCommands, shared: SharedUse<EnvironmentUser>, nextTurn: NextTurn) {
    this.#user = user;
    this.#commands = commands;
    this.#shared = shared;
    this.#nextTurn = nextTurn;
  }

  /** Has those banned whom nobody has banned yet to the same effect; all but the failures are held then. */
  async put(tickets: readonly BanTicket[], family: StartFamily, ban: Run): Promise<Failures<BanTicket>> {
    const wanted = await this.#wanted(tickets, family);
    const failures = await (this.#isShared ? this.#shared.acquireAll(wanted, this.#user, ban) : ban(tickets));
    for (const held of wanted) if (!failures.has(held.one)) this.#held.set(held.one.id, held);
    return failures;
  }

  /** Forgets bans, and has those undone which nobody else holds to the same effect. */
  async take(tickets: readonly BanTicket[], family: StartFamily, unban: Run): Promise<Failures<BanTicket>> {
    const given = await this.#wanted(tickets, family);
    for (const { id } of tickets) this.#held.delete(id);
    return this.#isShared ? this.#shared.releaseAll(given, this.#user, unban) : unban(tickets);
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** What was known of an id when it was banned. */
  get(id: string): BanTicket | undefined {
    return this.#held.get(id)?.one;
  }

  /** These bans were carried out once more, although they may have been in force. */
  double(tickets: readonly BanTicket[]): void {
    for (const { id } of tickets) {
      const held = this.#held.get(id);
      if (held !== undefined) this.#held.set(id, { ...held, isDoubled: true });
    }
  }

  isDoubled(id: string): boolean {
    return this.#held.get(id)?.isDoubled === true;
  }

  /** The ban goes on with other times. */
  replace(ticket: BanTicket): void {
    const held = this.#held.get(ticket.id);
    if (held !== undefined) this.#held.set(ticket.id, { ...held, one: ticket });
  }

  of(family: StartFamily): readonly BanTicket[] {
    return [...this.#held.values()].filter((held) => held.family === family).map(({ one }) => one);
  }

  all(): readonly BanTicket[] {
    return [...this.#held.values()].map(({ one }) => one);
  }

  /** What nothing undoes is shared with nobody. */
  get #isShared(): boolean {
    return this.#commands.has('actionunban');
  }

  /** What a ban has brought about stays the same, whatever has become of its ticket. */
  async #wanted(tickets: readonly BanTicket[], family: StartFamily): Promise<readonly HeldBan[]> {
    const wanted: HeldBan[] = [];
    for await (const some of inTurns(tickets, this.#nextTurn))
      for (const one of some) {
        const known = this.#held.get(one.id);
        const key = known?.key ?? this.#commands.thingOf(one, family);
        wanted.push({ ...known, one, family, key, variant: this.#commands.variantOf(one, family) });
      }
    return wanted;
  }
}
