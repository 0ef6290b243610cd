import { diskLogs } from '../../config/disk-files.js';
import type { Jail } from '../../jail/jail.js';
import type { Control } from '../control.js';
import { actionNamed } from './action-changes.js';
import { actionMethods } from './action-methods.js';
import { actionProperties, actionValue } from './action-values.js';
import { type Commands, type JailCommand, wordOf } from './command.js';
import { jailValues } from './jail-values.js';

/** `get JAIL …`: what a jail is set to (spec runtime §7.6). */
export const jailGetters: Commands<JailCommand> = {
  ...Object.fromEntries(
    Object.entries(jailValues).map(([what, value]): [string, JailCommand] => [
      what,
      (_, { parts }) => value(parts.config),
    ]),
  ),
  logpath: logsOf,
  action: (_control, { parts }, words) => actionValue(actionNamed(parts.config, wordOf(words)), wordOf(words, 1)),
  actionproperties: (_control, { parts }, words) => actionProperties(actionNamed(parts.config, wordOf(words))),
  actionmethods: (_control, { parts }, words) => {
    actionNamed(parts.config, wordOf(words));
    return Object.keys(actionMethods).sort();
  },
};

/** The log files that a jail follows now; for one that does not run yet, those it will. */
export function logsOf(control: Control, { name, parts }: Jail): readonly string[] {
  const sources = control.sourcesOf(name);
  if (sources.kind !== 'files') return [];
  const { logpath } = parts.config;
  return sources.files.length > 0 ? sources.files : logpath.flatMap(({ value }) => diskLogs(value.glob));
}
