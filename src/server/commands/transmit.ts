import { reasonOf } from '../../error.js';
import { pythonRepr } from '../../python-repr.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { banGetters, banSetters, banCommands } from './ban-commands.js';
import { commandNamed, type Commands, type JailCommand, jailNamed, type ServerCommand, type Words } from './command.js';
import { jailGetters } from './jail-getters.js';
import { jailSetters } from './jail-setters.js';
import { optionGetters, optionSetters } from './option-commands.js';
import { serverCommands } from './server-commands.js';
import { statusCommands } from './status-commands.js';
import { whyCommands } from './why.js';

/** Characters of a command that the log shows. */
const mostShown = 1000;

/**
 * Carries out one client command, given as its words (`['set', 'sshd', 'banip', '192.0.2.1']`), and answers with plain
 * data. Rejects with a CommandError in Fail2Ban's words (spec runtime §7), or with what else made it fail.
 */
export async function transmit(control: Control, words: Words): Promise<unknown> {
  const [verb = '', ...rest] = words;
  try {
    const command = commandNamed(commands, verb);
    if (command === undefined) throw CommandError.invalid();
    return await command(control, rest);
  } catch (error) {
    const text = `Command ${pythonRepr(words).slice(0, mostShown)} has failed. Received ${nameOf(error)}`;
    control.log('error', 'transmitter', text);
    throw error;
  }
}

const setters: Commands<JailCommand> = { ...banSetters, ...jailSetters };
const getters: Commands<JailCommand> = { ...banGetters, ...jailGetters };

const commands: Commands<ServerCommand> = {
  ...serverCommands,
  ...statusCommands,
  ...banCommands,
  ...whyCommands,
  set: (control, [name = '', ...words]) => {
    const option = commandNamed(optionSetters, name);
    if (option !== undefined) return option(control, words);
    const unknown = (what: string) => `Invalid command '${what}' (no set action or not yet implemented)`;
    return ofJail(setters, control, [name, ...words], unknown);
  },
  get: (control, [name = '', ...words]) => {
    const option = commandNamed(optionGetters, name);
    if (option !== undefined) return option(control, words);
    return ofJail(getters, control, [name, ...words], () => 'Invalid command (no get action or not yet implemented)');
  },
};

/** As Python shows an exception. */
function nameOf(error: unknown): string {
  if (!(error instanceof CommandError)) return reasonOf(error);
  const name = error.exception.slice(error.exception.lastIndexOf('.') + 1);
  return `${name}(${error.arguments.map(pythonRepr).join(', ')})`;
}

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
