import type { BanTicket } from '../ban/ban-ticket.js';
import { ActionBans } from './action-bans.js';
import { ActionCommands, type CommandFailure } from './action-commands.js';
import type { ActionContext } from './action-context.js';
import {
  type ActionCommandName,
  type ActionDefinition,
  type Beginning,
  isConditional,
  type StartFamily,
} from './action-definition.js';
import { ActionLog } from './action-log.js';
import { type ActionCounts, CommandRuns } from './command-runs.js';
import type { Environment, EnvironmentUser } from './environment.js';
import { HeldBans } from './held-bans.js';
import { LastCommands } from './last-commands.js';
import type { LeftAction } from './left-action.js';
import { Mending, type MendingParts } from './mending.js';
import { OrderQueue } from './order-queue.js';
import { type Reconciled, reconcile } from './reconciling.js';
import { Retries } from './retries.js';
import { StartedFamilies } from './started-families.js';

/**
 * One action of one jail: carries out what it is asked for in that order, bans and unbans that have gathered with one
 * command where it has one for many, and waits for another action only where both hold the very same firewall object.
 * What fails is logged, answered with false and tried again, never thrown (spec runtime §4).
 */
export class CommandAction implements EnvironmentUser {
  readonly name: string;
  readonly #context: ActionContext;
  readonly #parts: MendingParts;
  readonly #lastCommands: LastCommands;
  readonly #mending: Mending;
  readonly #bans: ActionBans;
  readonly #queue: OrderQueue;
  readonly #runs: CommandRuns;

  /** Throws a DurationError, an ActionTagError or a BulkLineError where the parameters or commands make no sense. */
  constructor(definition: ActionDefinition, context: ActionContext, environment: Environment) {
    this.name = definition.actname;
    this.#runs = context.runs ?? new CommandRuns();
    this.#context = context;
    const log = new ActionLog(context.log, context.jail, definition.actname);
    this.#lastCommands = new LastCommands(this.#runs.counting(context.run));
    const commands = new ActionCommands(definition, { ...context, run: this.#lastCommands.run });
    const isBarrier = commands.has('actionunban');
    const retry = (): void => void this.#queue.run(async () => this.#bans.retry());
    const retries = new Retries({ ...context, isBarrier }, log, retry);
    const families = new StartedFamilies(this, commands, log, environment.starts);
    this.#parts = {
      commands,
      families,
      log,
      nextTurn: context.nextTurn,
      held: new HeldBans(this, commands, environment.bans, context.nextTurn),
      retries,
    };
    this.#mending = new Mending(this.#parts);
    this.#bans = new ActionBans(this.#parts, this.#mending);
    this.#queue = new OrderQueue(this.#bans, context.nextTurn);
  }

  /** Runs actionstart, if it does not wait for the first ban. */
  async start(beginning: Beginning = 'onDemand'): Promise<void> {
    this.#bans.isStopping = false;
    // What can be listed is compared, and put in force once.
    this.#bans.mayBeThere = beginning === 'afterCrash' && !this.#parts.commands.has('actionlist');
    this.#lastCommands.begin();
    return this.#queue.run(async () => {
      if (beginning === 'onDemand' && (this.definition.actionstartOnDemand ?? isConditional(this.definition))) return;
      for (const family of this.#ownFamilies()) await this.#bans.start(family);
    });
  }

  /** The families for which what an earlier run has started is still there, as far as actioncheck tells. */
  async outlived(): Promise<readonly StartFamily[]> {
    return this.#queue.run(async () => {
      const found: StartFamily[] = [];
      for (const family of this.#ownFamilies()) if (await this.#parts.families.isSane(family)) found.push(family);
      return found;
    });
  }

  /** Goes on, without running a command, with what an earlier run of the daemon has left; `tickets` are those of its bans. */
  async adopt({ families }: LeftAction, tickets: readonly BanTicket[]): Promise<void> {
    return this.#queue.run(async () => {
      await this.#parts.families.adopt(families);
      await this.#bans.adopt(tickets);
    });
  }

  /** Runs actionban; true if the ban is in force, or left out on purpose as `norestored` says. */
  async ban(ticket: BanTicket): Promise<boolean> {
    return this.#queue.order('ban', ticket);
  }

  /** Runs actionprolong, where there is one, for a ban that has become longer (spec runtime §3.4). */
  async prolong(ticket: BanTicket): Promise<boolean> {
    return this.#queue.order('prolong', ticket);
  }

  /** Runs actionunban with the data of the ban; true if nothing of it is left on this jail's behalf. */
  async unban(ticket: BanTicket): Promise<boolean> {
    return this.#queue.order('unban', ticket);
  }

  /** Looks after what was started, as when somebody shows up who should be shut out; true if it is in order now. */
  async check(): Promise<boolean> {
    return this.#queue.run(async () => {
      let sane = true;
      for (const family of this.#parts.families.all()) sane = (await this.#mending.isSound(family)) && sane;
      return sane;
    });
  }

  /**
   * Compares what is in force with what should be, by actionlist or else by actioncheck: what is missing is put back,
   * what is there for nobody taken away. Undefined if nothing is started, or nobody can tell.
   */
  async reconcile(): Promise<Reconciled | undefined> {
    return this.#queue.run(async () => {
      const isConcernedWith = (id: string): boolean => this.isConcernedWith(id);
      return reconcile({ ...this.#parts, mending: this.#mending, context: this.#context, isConcernedWith });
    });
  }

  /**
   * Goes on with other commands, behind all that was asked for before, and runs actionreload for what was started: bans
   * and objects stay, which are to be the same ones (see `mayGoOnAs`). Rejects like the constructor throws.
   */
  async reload(definition = this.definition): Promise<void> {
    return this.#queue.run(async () => {
      this.#parts.commands.become(definition);
      for (const family of this.#familiesFor('actionreload')) await this.#parts.families.run('actionreload', family);
    });
  }

  /**
   * Starts once more what was started, and puts every ban back: somebody may have taken away what he took for his own. What
   * is there twice by that is taken away twice.
   */
  async renew(): Promise<void> {
    return this.#queue.run(async () => {
      const { commands, families, held } = this.#parts;
      for (const family of commands.distinctFamilies('actionstart', families.all())) await families.renew(family);
      for (const family of families.all()) {
        await this.#mending.reban(family);
        held.double(held.of(family));
      }
    });
  }

  /** Takes back every ban held here: with actionflush where there is one, else one by one (spec runtime §4.2). */
  async flush(): Promise<void> {
    return this.#queue.run(async () => this.#bans.flush());
  }

  /**
   * Does what was asked for before, then nothing any more, and tells what is left in place; bans that still wait after
   * `patience` seconds are dropped.
   */
  async leave(patience: number): Promise<LeftAction> {
    const cancel = this.#context.waker.after(patience, () => {
      this.#bans.isStopping = true;
    });
    const { families, held, retries } = this.#parts;
    return this.#queue.run(async () => {
      cancel();
      retries.clear();
      const ids = held.all().flatMap(({ id }) => (held.isDoubled(id) ? [id, id] : [id]));
      return Promise.resolve({ definition: this.definition, families: families.working(), held: ids });
    });
  }

  /**
   * Takes back every ban, then what start made; bans that still wait are dropped. What is not done after `patience` seconds
   * is killed, or left out. It may be started again.
   */
  async stop(patience = Infinity): Promise<void> {
    this.#bans.isStopping = true;
    this.#lastCommands.stop();
    const stopped = this.#queue.run(async () => {
      await this.#bans.flush();
      await this.#parts.families.stop(this.#familiesFor('actionstop'));
      this.#bans.clear();
    });
    if (patience === Infinity) return stopped;
    const cancel = this.#context.waker.after(patience, () => {
      this.#parts.log.givenUpStop(patience);
      this.#lastCommands.giveUp();
    });
    await stopped;
    cancel();
  }

  get definition(): ActionDefinition {
    return this.#parts.commands.definition;
  }

  /** Bans that are not in force, by id, and why: they failed, and wait for their next try. */
  notInForce(): ReadonlyMap<string, string> {
    return this.#parts.retries.notInForce();
  }

  /** The last command that did not work, if one did not. */
  get lastFailure(): CommandFailure | undefined {
    return this.#parts.commands.lastFailure;
  }

  /** True if the id is one of them. */
  lacks(id: string): boolean {
    return this.#parts.retries.isLacking(id);
  }

  get counts(): ActionCounts {
    const { retries } = this.#parts;
    const { pending, dropped } = this.#queue;
    return { pending, dropped, notInForce: retries.lacking, runs: this.#runs };
  }

  rebanSoon(family: StartFamily): void {
    void this.#queue.run(async () => this.#mending.reban(family));
  }

  isConcernedWith(id: string): boolean {
    return this.#bans.holds(id) || this.#queue.isAbout(id);
  }

  /** What was started; an action without families of its own has, for texts with `<family>`, those of its bans too. */
  #familiesFor(command: ActionCommandName): readonly StartFamily[] {
    const { commands, families } = this.#parts;
    const started = families.all();
    const ofBans = isConditional(this.definition) || started.length === 0 ? [] : this.#bans.families;
    return commands.distinctFamilies(command, [...started, ...ofBans]);
  }

  #ownFamilies(): readonly StartFamily[] {
    if (!isConditional(this.definition)) return [''];
    return this.#context.allowIpv6 === false ? ['inet4'] : ['inet4', 'inet6'];
  }
}
