import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { banGetters, banSetters, banCommands } from './ban-commands.js';
import { commandNamed, type Commands, type JailCommand, jailNamed, type ServerCommand, type Words } from './command.js';
import { jailGetters } from './jail-getters.js';
import { jailSetters } from './jail-setters.js';
import { serverCommands } from './server-commands.js';

/**
 * Carries out one client command, given as its words (`['set', 'sshd', 'banip', '192.0.2.1']`), and answers with plain
 * data or a promise of it.
 * Throws CommandError in Fail2Ban's words (spec runtime §7).
 */
export function transmit(control: Control, words: Words): unknown {
  const [verb = '', ...rest] = words;
  const command = commandNamed(commands, verb);
  if (command === undefined) throw CommandError.invalid();
  return command(control, rest);
}

const setters: Commands<JailCommand> = { ...banSetters, ...jailSetters };
const getters: Commands<JailCommand> = { ...banGetters, ...jailGetters };

const commands: Commands<ServerCommand> = {
  ...serverCommands,
  ...banCommands,
  set: (control, words) =>
    ofJail(setters, control, words, (what) => `Invalid command '${what}' (no set action or not yet implemented)`),
  get: (control, words) =>
    ofJail(getters, control, words, () => 'Invalid command (no get action or not yet implemented)'),
};

/** What there is to do is looked up before the jail, as in Fail2Ban (spec runtime §7.1). */
function ofJail(
  table: Commands<JailCommand>,
  control: Control,
  [name = '', what = '', ...rest]: Words,
  unknown: (what: string) => string,
): unknown {
  if (name === '' || what === '') throw CommandError.tooFewWords();
  const command = commandNamed(table, what);
  if (command === undefined) throw CommandError.invalid(unknown(what));
  return command(control, jailNamed(control, name), rest);
}
