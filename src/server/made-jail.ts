import type { JailConfig } from '../config/configuration.js';
import type { Jail } from '../jail/jail.js';
import type { JailParts } from '../jail/jail-parts.js';
import { inUse, type LeftJail } from '../jail/left-jail.js';

/** What was made for a jail of a configuration, to be put in its place: the jail itself, where it begins anew. */
export type Made = Jail | JailParts | 'unchanged';

/** A jail of a configuration. */
export interface MadeJail<Result = Made> {
  readonly config: JailConfig;
  readonly result: Result;
}

export type ChangedJail = MadeJail<Jail | JailParts>;

export function isJail(made: Jail | JailParts): made is Jail {
  return 'bans' in made;
}

/** What a jail is about to have outside, beside what it has `before`; stand-ins have objects of their own. */
export function toBeUsed({ config: { name }, result }: ChangedJail, before: Jail | undefined): readonly LeftJail[] {
  if (isJail(result)) return [inUse(name, result.parts.actions)];
  const added = result.actions.filter((action) => before?.parts.actions.includes(action) !== true);
  return [inUse(name, added), inUse(name, [...(result.standIns?.values() ?? [])])];
}
