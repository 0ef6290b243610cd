import type { BanTicket } from '../ban/ban-ticket.js';
import { type ActionDefinition, commandTimeout, type StartFamily, startFamilies } from './action-definition.js';
import { bulkLine } from './bulk-line.js';
import { expandParameters } from './render-command.js';
import { secretsOf } from './secrets.js';

/** What a bulk command reads for a ticket. */
export type BulkLine = (ticket: BanTicket) => string;

/** Something for each command, in each family. */
type ByFamily<Value> = ReadonlyMap<StartFamily, ReadonlyMap<string, Value>>;

/** What an action's definition comes to: its commands with the parameters put in, once for each family. */
export interface ReadyCommands {
  readonly definition: ActionDefinition;
  /** Seconds a command may take. */
  readonly timeout: number;
  readonly texts: ByFamily<string>;
  readonly bulkLines: ByFamily<BulkLine>;
  readonly secrets: readonly string[];
}

/**
 * Throws a DurationError if the parameter `timeout` is none, an ActionTagError for parameters made of themselves, a
 * BulkLineError for what no line of a bulk command may hold.
 */
export function makeReady(definition: ActionDefinition): ReadyCommands {
  const texts = expandedTexts(definition);
  const { parameters } = definition;
  return {
    definition,
    timeout: commandTimeout(definition),
    texts,
    bulkLines: bulkLinesIn(texts),
    secrets: secretsOf(parameters),
  };
}

function expandedTexts({ commands, parameters }: ActionDefinition): ByFamily<string> {
  const expand = (family: StartFamily): ReadonlyMap<string, string> =>
    new Map(Object.entries(commands).map(([command, text]) => [command, expandParameters(text, parameters, family)]));
  return new Map(startFamilies.map((family) => [family, expand(family)]));
}

/** Throws a BulkLineError for a line of a bulk command that says what it may not say. */
export function checkBulkLines(definition: ActionDefinition): void {
  bulkLinesIn(expandedTexts(definition));
}

/**
 * Under the command for a single ticket, where both a bulk command and its lines are given; under actionprolong too, if
 * that does what actionban does.
 */
function bulkLinesIn(texts: ByFamily<string>): ByFamily<BulkLine> {
  const read = (ofFamily: ReadonlyMap<string, string>): ReadonlyMap<string, BulkLine> => {
    const lines = new Map<string, BulkLine>();
    for (const kind of ['ban', 'unban'] as const) {
      const [command = '', line = ''] = [ofFamily.get(`action${kind}bulk`), ofFamily.get(`bulk${kind}`)];
      if (command.trim() !== '' && line.trim() !== '') lines.set(`action${kind}`, bulkLine(`bulk${kind}`, line));
    }
    const ban = lines.get('actionban');
    if (ban !== undefined && ofFamily.get('actionprolong') === ofFamily.get('actionban'))
      lines.set('actionprolong', ban);
    return lines;
  };
  return new Map([...texts].map(([family, ofFamily]) => [family, read(ofFamily)]));
}
