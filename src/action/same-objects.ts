import {
  type ActionCommandName,
  type ActionDefinition,
  isConditional,
  type StartFamily,
  startFamilies,
} from './action-definition.js';
import { expandParameters } from './render-command.js';

/** What makes the objects an action holds its bans in, and takes them away. */
const environment = ['actionstart', 'actionstop', 'actionflush'] as const;

/**
 * True if an action may go on as another one, its bans kept and no command run: the objects are the same, and what was
 * banned by the one is unbanned by the other.
 */
export function mayGoOnAs(before: ActionDefinition, after: ActionDefinition): boolean {
  const same = (command: ActionCommandName): boolean => isSame(command, before, after);
  const isAlike = before.actname === after.actname && isConditional(before) === isConditional(after);
  // What put nobody in force can't go on as what does: nobody would be banned by it.
  const doesBan = (one: ActionDefinition) => startFamilies.some((family) => textOf('actionban', one, family) !== '');
  const isAsReal = doesBan(before) === doesBan(after);
  return isAlike && isAsReal && [...environment, 'actionunban' as const].every(same);
}

/**
 * True if two actions have nothing to do with each other outside: each makes and takes away objects of its own, and bans
 * in them. Only of such that make any can that be told.
 */
export function areApart(one: ActionDefinition, other: ActionDefinition): boolean {
  const commands = ['actionstart', 'actionstop', 'actionban', 'actionunban'] as const;
  return commands.every((command) => !isShared(command, one, other));
}

/** What an action has outside, as far as its commands tell. */
export interface Objects {
  /** What makes and takes away its objects. */
  readonly environment: string;
  /** Each of what takes away anything; none for an action that makes no objects. */
  readonly undoing: readonly string[];
}

export function objectsOf(definition: ActionDefinition): Objects {
  // Two that meet in one family are told of: no need to look at the other.
  const family = isConditional(definition) ? 'inet4' : '';
  const text = (command: ActionCommandName): string => textOf(command, definition, family);
  const undoing = (['actionstop', 'actionflush', 'actionunban'] as const).map(text).filter((each) => each !== '');
  return { environment: environment.map(text).join('\0'), undoing: text('actionstart') === '' ? [] : undoing };
}

/** True if two actions make, or take away, the same objects in different ways, so that each undoes what the other did. */
export function undoEachOther(one: Objects, other: Objects): boolean {
  return one.environment !== other.environment && one.undoing.some((text) => other.undoing.includes(text));
}

/** True if a command is missing, or the same for any family. */
function isShared(command: ActionCommandName, one: ActionDefinition, other: ActionDefinition): boolean {
  return startFamilies.some((family) => {
    const texts = new Set([textOf(command, one, family), textOf(command, other, family)]);
    return texts.size === 1 || texts.has('');
  });
}

function isSame(command: ActionCommandName, one: ActionDefinition, other: ActionDefinition): boolean {
  return startFamilies.every((family) => textOf(command, one, family) === textOf(command, other, family));
}

function textOf(command: ActionCommandName, { commands, parameters }: ActionDefinition, family: StartFamily): string {
  return expandParameters(commands[command] ?? '', parameters, family).trim();
}
