import type { Jail } from '../../jail/jail.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';

/** Words of a command behind those that named it. */
export type Words = readonly string[];

/** Whatever carries out commands given as their words: answers with plain data or a promise of it, throws CommandError. */
export type Transmit = (words: Words) => unknown;

/** Carries out a command of the server; answers with plain data or a promise of it, throws CommandError. */
export type ServerCommand = (control: Control, words: Words) => unknown;

/** Carries out what `set JAIL` or `get JAIL` begin. */
export type JailCommand = (control: Control, jail: Jail, words: Words) => unknown;

/** Commands by the word that names them. */
export type Commands<Command> = Readonly<Record<string, Command>>;

/** The command of a name; names that objects have by nature are none. */
export function commandNamed<Command>(commands: Commands<Command>, name: string): Command | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined;
}

/** The running jail of a name; throws CommandError. */
export function jailNamed({ jails }: Control, name: string): Jail {
  const jail = jails.get(name);
  if (jail === undefined) throw CommandError.unknownJail(name);
  return jail;
}

/** One of the words. Throws a CommandError where there are not so many. */
export function wordOf(words: Words, index = 0): string {
  const word = words[index];
  if (word === undefined) throw CommandError.tooFewWords();
  return word;
}
