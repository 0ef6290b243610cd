import { ConfigError, type Configuration, type Problem } from '../config/configuration.js';
import type { OptionChange } from './option-change.js';
import type { Settings } from './settings.js';

/** Settings that change while the daemon runs; all others stay until it is restarted. */
const live = ['loglevel', 'logtarget', 'syslogsocket', 'dbmaxmatches', 'dbpurgeage'] as const;

/** One of these. */
export type LiveSetting = (typeof live)[number];

/** The settings a reload asks for, those of which nobody can tell what is meant left as they are. */
export function wantedSettings(read: Settings, now: Settings, { problems }: Configuration): Settings {
  const unreadable = problems.flatMap(({ severity, jail, error }) =>
    severity === 'error' && jail === undefined ? (error.where.option ?? []) : [],
  );
  const kept = Object.entries(now).filter(([option]) => unreadable.includes(option));
  return { ...read, ...Object.fromEntries(kept) };
}

/** The live ones that are others than now. */
export function liveChanges(wanted: Settings, now: Settings): readonly (OptionChange & { option: LiveSetting })[] {
  return live
    .filter((option) => wanted[option] !== now[option])
    .map((option) => ({ option, old: String(now[option]), new: String(wanted[option]) }));
}

/** One warning for each that is another than at the start and stays as it is. */
export function lastingChanges(wanted: Settings, atStart: Settings, { serverOptions }: Configuration): Problem[] {
  const names = Object.keys(wanted) as (keyof Settings)[];
  const changed = names.filter((name) => !live.some((one) => one === name) && wanted[name] !== atStart[name]);
  return changed.map((option) => {
    const text = `it was ${String(atStart[option] ?? 'not set')} at the start, and stays so until tsban is restarted`;
    const where = serverOptions.options.get(option)?.where ?? { section: 'Definition', option };
    return { severity: 'warning', error: new ConfigError(text, where) };
  });
}
