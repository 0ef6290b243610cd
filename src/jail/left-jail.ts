import { says, type StartFamily } from '../action/action-definition.js';
import { areApart, mayGoOnAs } from '../action/same-objects.js';
import type { LeftAction } from '../action/left-action.js';
import { ticketFamily } from '../action/ticket-tags.js';
import type { ActionConfig, JailConfig, Where } from '../config/configuration.js';
import { inTurns } from '../time/turns.js';
import { adoptLeft } from './adopt-left.js';
import { createJail, type Workshop } from './create-jail.js';
import type { Jail } from './jail.js';
import type { JailAction } from './jail-parts.js';
import { isBarrier } from './leak-reason.js';
import { makeActions } from './make-actions.js';

/** What a jail leaves in place as the daemon ends, for the next one to go on with. */
export interface LeftJail {
  readonly jail: string;
  readonly actions: readonly LeftAction[];
}

/** What a jail has outside while it runs, but for what only `survey` finds out. */
export function inUse(jail: string, actions: readonly JailAction[]): LeftJail {
  const barriers = actions.map(({ definition }) => definition).filter(isBarrier);
  return { jail, actions: barriers.map((definition) => ({ definition, families: [], held: [] })) };
}

/** The actions with which the jail can't go on any more, as it is configured now. */
export function outdated({ actions }: LeftJail, config: JailConfig | undefined): readonly LeftAction[] {
  return actions.filter(({ definition }) => !config?.actions.some((other) => mayGoOnAs(definition, other)));
}

/** Those of actions that have nothing in common with what the jail is configured to have now. */
export function apart(actions: readonly LeftAction[], config: JailConfig | undefined): readonly LeftAction[] {
  return actions.filter(({ definition }) => config?.actions.every((other) => areApart(definition, other)) ?? true);
}

/**
 * What a run that was killed has left of what it had in use, as far as commands can tell; of bans all that were saved.
 * Rejects like makeActions throws.
 */
export async function survey({ jail, actions: used }: LeftJail, workshop: Workshop): Promise<LeftJail> {
  const { bans, nextTurn, action } = workshop;
  // That nothing is left is no failure.
  const run: typeof action.run = async (command, ...rest) => action.run({ ...command, mayFail: true }, ...rest);
  const actions = makeLeft(jail, used, { ...workshop, action: { ...action, run } });
  const saved: { readonly id: string; readonly family: StartFamily }[] = [];
  for await (const some of inTurns(bans.activeBans(jail), nextTurn))
    for (const ticket of some) saved.push({ id: ticket.id, family: ticketFamily(ticket) ?? '' });
  const left: LeftAction[] = [];
  for (const one of actions) {
    const { definition } = one;
    const families = await one.outlived();
    const held = saved.filter(({ family }) => families.includes('') || families.includes(family)).map(({ id }) => id);
    // What nobody can list may be there twice, as after an exchange.
    left.push(
      says(definition, 'actionlist')
        ? { definition, families, held }
        : { definition, families: [...families, ...families], held: [...held, ...held] },
    );
  }
  return { jail, actions: left };
}

/** A new jail of its configuration, but with the actions it was left with. Throws like createJail. */
export function jailAsLeft(config: JailConfig, { actions }: LeftJail, workshop: Workshop): Jail {
  return createJail({ ...config, actions: actions.map((action) => configOf(action, config.where)) }, workshop);
}

/** Takes away what was left for a jail there is none of any more; its bans stay in the store. Rejects like makeActions throws. */
export async function clearLeft({ jail, actions: left }: LeftJail, workshop: Workshop): Promise<void> {
  const { nextTurn, bans } = workshop;
  const actions = makeLeft(jail, left, workshop);
  await adoptLeft(left, { jail, actions, saved: bans.activeBans(jail), now: workshop.jail.clock(), nextTurn });
  await Promise.all(actions.map(async (one) => one.stop()));
}

/** Actions of a jail that does not run. */
function makeLeft(jail: string, left: readonly LeftAction[], workshop: Workshop): readonly JailAction[] {
  const { environment, nextTurn, action } = workshop;
  const context = { ...action, nextTurn, counters: () => ({ banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 }) };
  const where = { file: '', line: 0, section: jail, option: 'action' };
  const configs = left.map((one) => configOf(one, where));
  return makeActions({ name: jail, actions: configs }, { context, environment }).actions;
}

/** Nobody reads its settings: by that it differs from any that was read. */
function configOf({ definition }: LeftAction, where: Where): ActionConfig {
  return { ...definition, where, places: new Map(), settings: new Map() };
}
