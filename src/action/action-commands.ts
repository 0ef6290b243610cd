import type { BanTicket } from '../ban/ban-ticket.js';
import type { ActionContext } from './action-context.js';
import {
  type ActionCommandName,
  type ActionDefinition,
  commandTimeout,
  type StartFamily,
} from './action-definition.js';
import { expandParameters, insertValues, type RenderedCommand, type TagLookup, tagsIn } from './render-command.js';
import { secretsOf } from './secrets.js';
import { tagsWithoutTicket, ticketIp, ticketTags } from './ticket-tags.js';

const defaultBantime = (): number => 600;

/** An action's commands, ready to run: parameters put in once for each family, a ticket's values each time. */
export class ActionCommands {
  readonly #definition: ActionDefinition;
  readonly #context: ActionContext;
  readonly #timeout: number;
  readonly #hostNames: TagLookup;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #secrets: readonly string[];

  /** Throws a DurationError if the parameter `timeout` is none, an ActionTagError for parameters made of themselves. */
  constructor(definition: ActionDefinition, context: ActionContext) {
    this.#definition = definition;
    this.#context = context;
    this.#timeout = commandTimeout(definition);
    this.#texts = expandedTexts(definition);
    this.#secrets = secretsOf(definition.parameters);
    const { fq, sh } = context.hostNames;
    this.#hostNames = (tag) => (tag === 'fq-hostname' ? fq : tag === 'sh-hostname' ? sh : undefined);
  }

  /** True if the action says something for this command. */
  has(command: ActionCommandName): boolean {
    return (this.#definition.commands[command] ?? '').trim() !== '';
  }

  /** The command for start, stop, flush or reload of a family, which know no ticket. */
  forFamily(command: ActionCommandName, family: StartFamily): RenderedCommand {
    const { jail, clock, counters, bantime = defaultBantime } = this.#context;
    const now = clock();
    const tags = tagsWithoutTicket({ jail, family, now, bantime: bantime(), counters: counters() });
    return this.#insert(this.#text(command, family), tags);
  }

  /** The check of a family, which is told nothing else (spec runtime §4.5). */
  checkOf(family: StartFamily): RenderedCommand {
    return this.#insert(this.#text('actioncheck', family), (tag) => (tag === 'family' ? family : undefined));
  }

  /** The command with the values of a ticket. */
  async forTicket(command: ActionCommandName, family: StartFamily, ticket: BanTicket): Promise<RenderedCommand> {
    const text = this.#text(command, family);
    const ipHost = tagsIn(text).includes('ip-host') ? await this.#context.resolveHost?.(ticketIp(ticket)) : undefined;
    return this.#insert(text, ticketTags(ticket, { counters: this.#context.counters(), ipHost }));
  }

  /** Names what several jails may have in common: equal for equal texts, which must not depend on the jail. */
  sharedKey(commands: readonly ActionCommandName[], family: StartFamily): string {
    const text = commands.map((command) => this.#text(command, family)).join('\0');
    const own = text.includes('<jail.') || commands.every((command) => !this.has(command));
    return own ? `${text}\0${this.#context.jail}\0${this.#definition.actname}` : text;
  }

  /** Of these families, one for each text a command has; `<family>` makes a difference. */
  distinctFamilies(command: ActionCommandName, families: Iterable<StartFamily>): readonly StartFamily[] {
    const byText = new Map<string, StartFamily>();
    for (const family of families) {
      const text = this.#text(command, family).replaceAll('<family>', family);
      if (!byText.has(text)) byText.set(text, family);
    }
    return [...byText.values()];
  }

  /** Runs a command; a blank one is a success. */
  async run(command: RenderedCommand): Promise<boolean> {
    return command.script.trim() === '' || (await this.#context.run(command, this.#timeout)).ok;
  }

  #text(command: ActionCommandName, family: StartFamily): string {
    return this.#texts.get(`${command}?${family}`) ?? '';
  }

  #insert(text: string, lookup: TagLookup): RenderedCommand {
    const rendered = insertValues(text, (tag) => this.#hostNames(tag) ?? lookup(tag));
    return { ...rendered, secrets: this.#secrets };
  }
}

function expandedTexts({ commands, parameters }: ActionDefinition): ReadonlyMap<string, string> {
  const families: readonly StartFamily[] = ['', 'inet4', 'inet6'];
  const texts = Object.entries(commands).flatMap(([command, text]) =>
    families.map((family): [string, string] => [`${command}?${family}`, expandParameters(text, parameters, family)]),
  );
  return new Map(texts);
}

/** Same text and same values: the same command. */
export function identity({ script, variables }: RenderedCommand): string {
  return JSON.stringify([script, ...variables]);
}
