import type { BanTicket } from '../ban/ban-ticket.js';
import type { ActionCommands } from './action-commands.js';
import type { StartFamily } from './action-definition.js';
import type { EnvironmentUser } from './environment.js';
import type { Failures, SharedUse } from './shared-use.js';

/** A ban this action has carried out. */
interface HeldBan {
  readonly ticket: BanTicket;
  readonly family: StartFamily;
  /** What it has brought about, by which other holders of the same are known; undefined if nothing undoes it. */
  readonly thing: string | undefined;
}

/** Runs a command for tickets of one family, and says for which it did not work. */
type Run = (tickets: readonly BanTicket[]) => Promise<Failures<BanTicket>>;

/** The bans an action has carried out, whose effects it may share with others. */
export class HeldBans {
  readonly #user: EnvironmentUser;
  readonly #commands: ActionCommands;
  readonly #shared: SharedUse<EnvironmentUser>;
  readonly #held = new Map<string, HeldBan>();

  constructor(user: EnvironmentUser, commands: ActionCommands, shared: SharedUse<EnvironmentUser>) {
    this.#user = user;
    this.#commands = commands;
    this.#shared = shared;
  }

  /** Has those banned whom nobody has banned yet to the same effect; all but the failures are held then. */
  async put(tickets: readonly BanTicket[], family: StartFamily, ban: Run): Promise<Failures<BanTicket>> {
    const things = await this.#thingsOf(tickets, family);
    const variant = async (ticket: BanTicket, key: string) =>
      [ticket, { key, variant: await this.#commands.variantOf(ticket, family) }] as const;
    const wanted = new Map(await Promise.all([...things].map(async ([ticket, key]) => variant(ticket, key))));
    const failures = await (wanted.size === 0 ? ban(tickets) : this.#shared.acquireAll(wanted, this.#user, ban));
    for (const ticket of tickets)
      if (!failures.has(ticket)) this.#held.set(ticket.id, { ticket, family, thing: things.get(ticket) });
    return failures;
  }

  /** Forgets bans, and has those undone which nobody else holds to the same effect. */
  async take(tickets: readonly BanTicket[], family: StartFamily, unban: Run): Promise<Failures<BanTicket>> {
    const things = await this.#thingsOf(tickets, family);
    for (const { id } of tickets) this.#held.delete(id);
    return things.size === 0 ? unban(tickets) : this.#shared.releaseAll(things, this.#user, unban);
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** What was known of an id when it was banned. */
  get(id: string): BanTicket | undefined {
    return this.#held.get(id)?.ticket;
  }

  /** The ban goes on with other times. */
  replace(ticket: BanTicket): void {
    const held = this.#held.get(ticket.id);
    if (held !== undefined) this.#held.set(ticket.id, { ...held, ticket });
  }

  of(family: StartFamily): readonly BanTicket[] {
    return this.all().filter(({ id }) => this.#held.get(id)?.family === family);
  }

  all(): readonly BanTicket[] {
    return [...this.#held.values()].map(({ ticket }) => ticket);
  }

  /** By what undoes them; empty if nothing does. What a ban has brought about is what it was when it was put. */
  async #thingsOf(tickets: readonly BanTicket[], family: StartFamily): Promise<ReadonlyMap<BanTicket, string>> {
    const things = new Map<BanTicket, string>();
    for (const ticket of tickets) {
      const thing = this.#held.get(ticket.id)?.thing ?? (await this.#commands.thingOf(ticket, family));
      if (thing !== undefined) things.set(ticket, thing);
    }
    return things;
  }
}
