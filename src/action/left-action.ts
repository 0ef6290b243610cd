import type { ActionDefinition, StartFamily } from './action-definition.js';

/** What an action leaves in place as the daemon ends, for the next one to go on with. */
export interface LeftAction {
  readonly definition: ActionDefinition;
  /** For which actionstart has worked, each as often as that was. */
  readonly families: readonly StartFamily[];
  /** Ids of the bans that are in force, each as often as it may be there. */
  readonly held: readonly string[];
}
