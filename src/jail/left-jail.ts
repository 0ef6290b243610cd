import type { LeftAction } from '../action/left-action.js';
import type { ActionConfig, JailConfig, Where } from '../config/configuration.js';
import { adoptLeft } from './adopt-left.js';
import { createJail, type Workshop } from './create-jail.js';
import type { Jail } from './jail.js';
import { makeActions } from './make-actions.js';

/** What a jail leaves in place as the daemon ends, for the next one to go on with. */
export interface LeftJail {
  readonly jail: string;
  readonly actions: readonly LeftAction[];
}

/** A new jail of its configuration, but with the actions it was left with. Throws like createJail. */
export function jailAsLeft(config: JailConfig, { actions }: LeftJail, workshop: Workshop): Jail {
  return createJail({ ...config, actions: actions.map((action) => configOf(action, config.where)) }, workshop);
}

/** Takes away what was left for a jail there is none of any more; its bans stay in the store. Rejects like makeActions throws. */
export async function clearLeft({ jail, actions: left }: LeftJail, workshop: Workshop): Promise<void> {
  const { environment, nextTurn, bans, action } = workshop;
  const context = { ...action, nextTurn, counters: () => ({ banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 }) };
  const where = { file: '', line: 0, section: jail, option: 'action' };
  const configs = left.map((one) => configOf(one, where));
  const { actions } = makeActions({ name: jail, actions: configs }, { context, environment });
  await adoptLeft(left, { jail, actions, saved: bans.activeBans(jail), now: workshop.jail.clock(), nextTurn });
  await Promise.all(actions.map(async (one) => one.stop()));
}

/** Nobody reads its settings: by that it differs from any that was read. */
function configOf({ definition }: LeftAction, where: Where): ActionConfig {
  return { ...definition, where, places: new Map(), settings: new Map() };
}
