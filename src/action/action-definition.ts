import type { Family } from '../net/address.js';
import { parseDuration } from '../time/duration.js';

/** The commands an action may have, by the names they have in action.d (spec runtime §4.2). */
export type ActionCommandName =
  | 'actionstart'
  | 'actionstop'
  | 'actionflush'
  | 'actionreload'
  | 'actioncheck'
  | 'actionrepair'
  | 'actionban'
  | 'actionprolong'
  | 'actionreban'
  | 'actionunban'
  // For many at once, and for what is there (interfaces: Action files).
  | 'actionbanbulk'
  | 'bulkban'
  | 'actionunbanbulk'
  | 'bulkunban'
  | 'actionlist';

/** One action of a jail as its configuration says; parameters like `x?family=inet6` hold for one family only. */
export interface ActionDefinition {
  /** Unique within the jail. */
  readonly actname: string;
  readonly commands: Readonly<Partial<Record<ActionCommandName, string>>>;
  /** Leaves out bans that are put back after a restart. */
  readonly norestored: boolean;
  /** Undefined: on demand if a parameter depends on the family. */
  readonly actionstartOnDemand: boolean | undefined;
  readonly actionrepairOnUnban: boolean;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A family an action is started for; `''` for an action (or an id) that has none (spec runtime §4.3). */
export type StartFamily = Family | '';

/**
 * How an action begins: families on demand (spec runtime §4.3), or all now; after a crash all now, where what is made and
 * banned may be there already.
 */
export type Beginning = 'onDemand' | 'now' | 'afterCrash';

export const startFamilies: readonly StartFamily[] = ['', 'inet4', 'inet6'];

/** True if the action says something for this command. */
export function says({ commands }: Pick<ActionDefinition, 'commands'>, command: ActionCommandName): boolean {
  return (commands[command] ?? '').trim() !== '';
}

/** True if any parameter depends on the family: then each family has its own start and stop (spec runtime §4.3). */
export function isConditional({ parameters }: ActionDefinition): boolean {
  return [...parameters.keys()].some((name) => name.includes('?family='));
}

/** Seconds a command may take: the parameter `timeout`, 60 by default. Throws a DurationError. */
export function commandTimeout({ parameters }: ActionDefinition): number {
  return parseDuration(parameters.get('timeout') ?? '60');
}
