import type { BanTicket } from '../ban/ban-ticket.js';
import type { EpochSeconds } from '../time/clock.js';
import { inTurns } from '../time/turns.js';
import type { ActionContext } from './action-context.js';
import { type ActionCommandName, type ActionDefinition, says, type StartFamily } from './action-definition.js';
import type { Fault } from './bulk.js';
import { shortly } from './command-log.js';
import { ThingNames } from './thing-names.js';
import { insertValues, type RenderedCommand, type TagLookup, tagsIn } from './render-command.js';
import { type BulkLine, makeReady, type ReadyCommands } from './ready-commands.js';
import { tagsWithoutTicket, ticketIp, ticketTags } from './ticket-tags.js';

const defaultBantime = (): number => 600;

/** The commands that know whom they are about. */
export type TicketCommand = 'actionban' | 'actionprolong' | 'actionreban' | 'actionunban';

/** A command that did not work, and why. */
export interface CommandFailure {
  readonly time: EpochSeconds;
  readonly command: ActionCommandName;
  readonly why: string;
}

/** An action's commands, ready to run: parameters put in once for each family, a ticket's values each time. */
export class ActionCommands {
  readonly #context: ActionContext;
  readonly #hostNames: TagLookup;
  readonly #thingNames = new ThingNames();
  #ready: ReadyCommands;
  #lastFailure: CommandFailure | undefined;

  /** Throws like `makeReady`. */
  constructor(definition: ActionDefinition, context: ActionContext) {
    this.#context = context;
    this.#ready = makeReady(definition);
    const { fq, sh } = context.hostNames;
    this.#hostNames = (tag) => (tag === 'fq-hostname' ? fq : tag === 'sh-hostname' ? sh : undefined);
  }

  get definition(): ActionDefinition {
    return this.#ready.definition;
  }

  get lastFailure(): CommandFailure | undefined {
    return this.#lastFailure;
  }

  /** From now on the commands are those of another definition. Throws like `makeReady`, and changes nothing then. */
  become(definition: ActionDefinition): void {
    this.#ready = makeReady(definition);
  }

  /** True if the action says something for this command. */
  has(command: ActionCommandName): boolean {
    return says(this.definition, command);
  }

  /** The command for start, stop, flush or reload of a family, which know no ticket. */
  forFamily(command: ActionCommandName, family: StartFamily): RenderedCommand {
    const { jail, clock, counters, bantime = defaultBantime } = this.#context;
    const now = clock();
    const tags = tagsWithoutTicket({ jail, family, now, bantime: bantime(), counters: counters() });
    return this.#insert(command, this.#text(command, family), tags);
  }

  /** The check of a family, which is told nothing else (spec runtime §4.5). */
  checkOf(family: StartFamily): RenderedCommand {
    const tags = (tag: string): string | undefined => (tag === 'family' ? family : undefined);
    return this.#insert('actioncheck', this.#text('actioncheck', family), tags);
  }

  /** The command with the values of a ticket. */
  async forTicket(command: TicketCommand, family: StartFamily, ticket: BanTicket): Promise<RenderedCommand> {
    const text = this.#text(command, family);
    const ipHost = tagsIn(text).includes('ip-host') ? await this.#context.resolveHost?.(ticketIp(ticket)) : undefined;
    return this.#insert(command, text, this.#tagsOf(ticket, ipHost));
  }

  /** True if `forTickets` can do for many what the command does for one (interfaces: Action files). */
  hasBulk(command: TicketCommand, family: StartFamily): boolean {
    return this.#bulkLine(command, family) !== undefined;
  }

  /** The bulk command for these tickets, with a line for each on its standard input. */
  async forTickets(
    command: TicketCommand,
    family: StartFamily,
    tickets: readonly BanTicket[],
  ): Promise<RenderedCommand> {
    const line = this.#bulkLine(command, family);
    let input = '';
    if (line !== undefined)
      for await (const some of inTurns(tickets, this.#context.nextTurn)) input += some.map(line).join('');
    const bulk = this.forFamily(command === 'actionunban' ? 'actionunbanbulk' : 'actionbanbulk', family);
    return { ...bulk, input };
  }

  /** Names what a ban brings about outside: equal for all whom the same unban text undoes. */
  thingOf(ticket: BanTicket, family: StartFamily): string {
    return this.#thingNames.ofThing(this.#text('actionunban', family), ticket, this.#tagsOf(ticket));
  }

  /** Names the way in which a ban does so. */
  variantOf(ticket: BanTicket, family: StartFamily): string {
    return this.#thingNames.ofVariant(this.#text('actionban', family), this.#tagsOf(ticket));
  }

  /** Names what several jails may have in common: equal for equal texts, which must not depend on the jail. */
  sharedKey(commands: readonly ActionCommandName[], family: StartFamily): string {
    const text = commands.map((command) => this.#familyText(command, family)).join('\0');
    const own = text.includes('<jail.') || commands.every((command) => !this.has(command));
    return own ? `${text}\0${this.#context.jail}\0${this.definition.actname}` : text;
  }

  /** Of these families, one for each text a command has; `<family>` makes a difference. */
  distinctFamilies(command: ActionCommandName, families: Iterable<StartFamily>): readonly StartFamily[] {
    const byText = new Map<string, StartFamily>();
    for (const family of families) {
      const text = this.#familyText(command, family);
      if (!byText.has(text)) byText.set(text, family);
    }
    return [...byText.values()];
  }

  /** Runs a command; a blank one is a success. */
  async run(command: RenderedCommand): Promise<boolean> {
    return (await this.attempt(command)) === undefined;
  }

  /** The same, with the reason where it did not work. */
  async attempt(command: RenderedCommand): Promise<Fault | undefined> {
    if (command.script.trim() === '') return undefined;
    const result = await this.#context.run(command, this.#ready.timeout);
    if (result.ok) return undefined;
    const why = shortly(command, result);
    // A check that says no is an answer.
    if (command.name !== undefined && command.name !== 'actioncheck' && command.mayFail !== true)
      this.#lastFailure = { time: this.#context.clock(), command: command.name, why };
    return { why, isLate: result.timedOut };
  }

  /** What actionlist prints; undefined if it fails. */
  async list(family: StartFamily): Promise<string | undefined> {
    const command = { ...this.forFamily('actionlist', family), isQuestion: true };
    const { ok, stdout } = await this.#context.run(command, this.#ready.timeout);
    return ok ? stdout : undefined;
  }

  /** What a command that knows no ticket says for a family. */
  #familyText(command: ActionCommandName, family: StartFamily): string {
    return this.#text(command, family).replaceAll('<family>', family);
  }

  #text(command: ActionCommandName, family: StartFamily): string {
    return this.#ready.texts.get(family)?.get(command) ?? '';
  }

  #bulkLine(command: TicketCommand, family: StartFamily): BulkLine | undefined {
    return this.#ready.bulkLines.get(family)?.get(command);
  }

  #tagsOf(ticket: BanTicket, ipHost?: string): TagLookup {
    return ticketTags(ticket, { counters: this.#context.counters(), ipHost });
  }

  #insert(name: ActionCommandName, text: string, lookup: TagLookup): RenderedCommand {
    const rendered = insertValues(text, (tag) => this.#hostNames(tag) ?? lookup(tag));
    return { ...rendered, name, secrets: this.#ready.secrets };
  }
}
