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
  logpath: (control, { name }) => logsOf(control, name),
  action: (_control, { parts }, words) => actionValue(actionNamed(parts.config, wordOf(words)), wordOf(words, 1)),
  actionproperties: (_control, { parts }, words) => actionProperties(actionNamed(parts.config, wordOf(words))),
  actionmethods: (_control, { parts }, words) => {
    actionNamed(parts.config, wordOf(words));
    return Object.keys(actionMethods).sort();
  },
};

/** The log files that a jail follows now. */
export function logsOf(control: Control, jail: string): readonly string[] {
  const sources = control.sourcesOf(jail);
  return sources.kind === 'files' ? sources.files : [];
}
