import { createHash } from 'node:crypto';
import { CommandAction } from '../action/action.js';
import type { ActionContext } from '../action/action-context.js';
import type { Environment } from '../action/environment.js';
import { areApart, mayGoOnAs } from '../action/same-objects.js';
import { type ActionConfig, ConfigError, type JailConfig } from '../config/configuration.js';
import { TsbanError } from '../error.js';
import type { JailAction, JailParts } from './jail-parts.js';
import { isBarrier } from './leak-reason.js';

/** What actions are made with. */
export interface ActionWorkshop {
  readonly context: Omit<ActionContext, 'jail'>;
  readonly environment: Environment;
}

/**
 * The actions of a jail, those of `before` kept which may go on as they are wanted now; and for the others, if they have
 * any to take the place of, who can stand in for them meanwhile. Throws a ConfigError.
 */
export function makeActions(
  { name: jail, actions }: Pick<JailConfig, 'name' | 'actions'>,
  { context, environment }: ActionWorkshop,
  before?: JailParts,
): Required<Pick<JailParts, 'actions' | 'standIns'>> {
  const make = (config: ActionConfig) => {
    // Whatever becomes of an action, its counts go on.
    const runs = before?.actions.find(({ name }) => name === config.actname)?.counts.runs;
    return new CommandAction(config, { ...context, jail, runs }, environment);
  };
  const standIns = new Map<JailAction, JailAction>();
  const made = actions.map((config) => {
    const action = checked(config, () => make(config));
    const present = before?.config.actions.findIndex((other) => mayGoOnAs(other, config)) ?? -1;
    const kept = before?.actions[present];
    if (kept !== undefined) return kept;
    const other = before === undefined ? undefined : standInFor(config, jail);
    if (other !== undefined) standIns.set(action, make(other));
    return action;
  });
  return { actions: made, standIns };
}

/** The same action with objects of its own; undefined if those of this one are not told apart by its name. */
function standInFor(config: ActionConfig, jail: string): ActionConfig | undefined {
  if (!isBarrier(config)) return undefined;
  try {
    const other = config.named?.(standInName(jail, config));
    return other !== undefined && areApart(config, other) ? other : undefined;
  } catch (error) {
    if (error instanceof TsbanError) return undefined;
    throw error;
  }
}

/** Nobody else's, always the same for an action, and short enough for the names of chains. */
function standInName(jail: string, { actname }: ActionConfig): string {
  const digest = createHash('sha256').update(`${jail}\0${actname}`).digest('hex');
  return `tsban-${digest.slice(0, 8)}`;
}

function checked<Made>({ where }: ActionConfig, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (error instanceof TsbanError) throw new ConfigError(error.message, where);
    throw error;
  }
}
