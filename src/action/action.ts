import type { BanTicket } from '../ban/ban-ticket.js';
import { ActionCommands, identity } from './action-commands.js';
import type { ActionContext } from './action-context.js';
import { type ActionCommandName, type ActionDefinition, isConditional, type StartFamily } from './action-definition.js';
import { ActionLog } from './action-log.js';
import type { Environment, EnvironmentUser } from './environment.js';
import { StartedFamilies } from './started-families.js';
import { ticketFamily } from './ticket-tags.js';

/** A ban this action has carried out. */
interface HeldBan {
  readonly ticket: BanTicket;
  /** The text that undoes it, by which other holders of the same ban are known; undefined if nothing does. */
  readonly key: string | undefined;
}

/**
 * One action of one jail: runs its commands in the order they were asked for, never two at a time, and waits for
 * another action only where both hold the very same firewall object. What fails is logged and answered with false,
 * never thrown (spec runtime §4).
 */
export class CommandAction implements EnvironmentUser {
  readonly name: string;
  readonly #definition: ActionDefinition;
  readonly #context: ActionContext;
  readonly #bans: Environment['bans'];
  readonly #log: ActionLog;
  readonly #commands: ActionCommands;
  readonly #families: StartedFamilies;
  readonly #conditional: boolean;
  readonly #held = new Map<string, HeldBan>();
  /** Families with a ban that worked or was put back, the only ones that are unbanned (spec runtime §3.6). */
  readonly #banned = new Set<StartFamily>();
  #queue: Promise<unknown> = Promise.resolve();
  #stopping = false;

  /** Throws a DurationError or an ActionTagError where the parameters make no sense. */
  constructor(definition: ActionDefinition, context: ActionContext, environment: Environment) {
    this.name = definition.actname;
    this.#definition = definition;
    this.#context = context;
    this.#bans = environment.bans;
    this.#log = new ActionLog(context.log, context.jail, definition.actname);
    this.#commands = new ActionCommands(definition, context);
    this.#families = new StartedFamilies(this, this.#commands, this.#log, environment.starts);
    this.#conditional = isConditional(definition);
  }

  /** Runs actionstart, unless it waits for the first ban (spec runtime §4.3). */
  async start(): Promise<void> {
    this.#stopping = false;
    return this.#inOrder(async () => {
      if (this.#definition.actionstartOnDemand ?? this.#conditional) return;
      for (const family of this.#ownFamilies()) await this.#families.start(family);
    });
  }

  /** Runs actionban; true if the ban is in force, or left out on purpose as `norestored` says. */
  async ban(ticket: BanTicket): Promise<boolean> {
    return this.#inOrder(async () => {
      if (this.#stopping) return false;
      if (ticket.restored) this.#banned.add(ticketFamily(ticket) ?? '');
      if (ticket.restored && this.#definition.norestored) return true;
      // Whatever comes of it: a start that failed may have left enough behind (spec runtime §4.2).
      await this.#families.start(this.#startFamily(ticket));
      return this.#ban(ticket);
    });
  }

  /** Runs actionprolong, where there is one, for a ban that has become longer (spec runtime §3.4). */
  async prolong(ticket: BanTicket): Promise<boolean> {
    return this.#inOrder(async () => {
      const held = this.#held.get(ticket.id);
      if (held !== undefined) this.#held.set(ticket.id, { ...held, ticket });
      const ok = await this.#tryTwice('actionprolong', ticket);
      if (!ok) this.#log.ticketFailed('prolong', ticket);
      return ok;
    });
  }

  /** Runs actionunban with the data of the ban; true if nothing of it is left on this jail's behalf. */
  async unban(ticket: BanTicket): Promise<boolean> {
    return this.#inOrder(async () => this.#unban(this.#held.get(ticket.id)?.ticket ?? ticket));
  }

  /** Looks after what was started, as when somebody shows up who should be shut out; true if it is in order now. */
  async check(): Promise<boolean> {
    return this.#inOrder(async () => {
      let sane = true;
      for (const family of this.#families.all()) sane = (await this.#makeSane(family)) && sane;
      return sane;
    });
  }

  /** Runs actionreload for what was started. */
  async reload(): Promise<void> {
    return this.#inOrder(async () => {
      for (const family of this.#familiesFor('actionreload')) await this.#families.run('actionreload', family);
    });
  }

  /** Takes back every ban held here: with actionflush where there is one, else one by one (spec runtime §4.2). */
  async flush(): Promise<void> {
    return this.#inOrder(async () => this.#flush());
  }

  /** Takes back every ban, then what start made; bans that still wait are dropped. It may be started again. */
  async stop(): Promise<void> {
    this.#stopping = true;
    return this.#inOrder(async () => {
      await this.#flush();
      await this.#families.stop(this.#familiesFor('actionstop'));
      this.#banned.clear();
    });
  }

  rebanSoon(family: StartFamily): void {
    void this.#inOrder(async () => this.#reban(family));
  }

  async #inOrder<Result>(job: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(job);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #ban(ticket: BanTicket): Promise<boolean> {
    const ban = async (): Promise<boolean> => this.#tryTwice('actionban', ticket);
    const key = await this.#banKey(ticket);
    const ok = await (key === undefined ? ban() : this.#bans.acquire(key, this, await this.#banVariant(ticket), ban));
    if (!ok) {
      this.#log.ticketFailed('ban', ticket);
      return false;
    }
    this.#held.set(ticket.id, { ticket, key });
    this.#banned.add(ticketFamily(ticket) ?? '');
    return true;
  }

  async #unban(ticket: BanTicket): Promise<boolean> {
    if (!this.#banned.has(ticketFamily(ticket) ?? '')) return true;
    const held = this.#held.get(ticket.id);
    this.#held.delete(ticket.id);
    const key = held === undefined ? await this.#banKey(ticket) : held.key;
    const unban = async (): Promise<boolean> => this.#tryTwice('actionunban', ticket);
    const ok = await (key === undefined ? unban() : this.#bans.release(key, this, unban));
    if (!ok) this.#log.ticketFailed('unban', ticket);
    return ok;
  }

  async #banKey(ticket: BanTicket): Promise<string | undefined> {
    if (!this.#commands.has('actionunban')) return undefined;
    return identity(await this.#commands.forTicket('actionunban', this.#startFamily(ticket), ticket));
  }

  async #banVariant(ticket: BanTicket): Promise<string> {
    return identity(await this.#commands.forTicket('actionban', this.#startFamily(ticket), ticket));
  }

  async #flush(): Promise<void> {
    for (const family of this.#families.all()) await this.#flushFamily(family);
    for (const { ticket } of [...this.#held.values()]) await this.#unban(ticket);
  }

  /** Forgets what actionflush has taken away; what it could not take, or must not because of others, stays held. */
  async #flushFamily(family: StartFamily): Promise<void> {
    const held = this.#heldBy(family);
    if (held.length === 0 || !this.#commands.has('actionflush') || !this.#families.isAlone(family)) return;
    if (!(await this.#families.run('actionflush', family))) {
      if (await this.#families.isSane(family)) return;
      this.#log.invariantFailed('Flush is impossible.');
    }
    for (const { ticket, key } of held) {
      this.#held.delete(ticket.id);
      if (key !== undefined) await this.#bans.release(key, this, async () => Promise.resolve(true));
    }
  }

  /** Runs a command a second time if it fails, with a look at the environment in between (spec runtime §4.1, §4.5). */
  async #tryTwice(command: ActionCommandName, ticket: BanTicket): Promise<boolean> {
    const family = this.#startFamily(ticket);
    const run = async (): Promise<boolean> =>
      this.#commands.run(await this.#commands.forTicket(command, family, ticket));
    if (await run()) return true;
    const mayRepair = command !== 'actionunban' || this.#definition.actionrepairOnUnban;
    if (mayRepair) return (await this.#makeSane(family)) && run();
    if (await this.#families.isSane(family)) return run();
    this.#log.invariantFailed('Unban is impossible.');
    return false;
  }

  /** Repairs what is broken and puts every ban back that was lost with it; false if it stays broken. */
  async #makeSane(family: StartFamily): Promise<boolean> {
    const found = await this.#families.checkAndRepair(family);
    if (found === 'repaired') await this.#reban(family);
    return found !== 'broken';
  }

  async #reban(family: StartFamily): Promise<void> {
    const command = this.#commands.has('actionreban') ? 'actionreban' : 'actionban';
    for (const { ticket } of this.#heldBy(family)) {
      this.#log.reban(ticket);
      const again = await this.#commands.run(await this.#commands.forTicket(command, family, ticket));
      if (!again) this.#log.ticketFailed('ban', ticket);
    }
  }

  #heldBy(family: StartFamily): readonly HeldBan[] {
    return [...this.#held.values()].filter(({ ticket }) => this.#startFamily(ticket) === family);
  }

  /** What was started; an action without families of its own has, for texts with `<family>`, those of its bans too. */
  #familiesFor(command: ActionCommandName): readonly StartFamily[] {
    const started = this.#families.all();
    const ofBans = this.#conditional || started.length === 0 ? [] : this.#banned;
    return this.#commands.distinctFamilies(command, [...started, ...ofBans]);
  }

  #ownFamilies(): readonly StartFamily[] {
    if (!this.#conditional) return [''];
    return this.#context.allowIpv6 === false ? ['inet4'] : ['inet4', 'inet6'];
  }

  #startFamily(ticket: BanTicket): StartFamily {
    return this.#conditional ? (ticketFamily(ticket) ?? '') : '';
  }
}
