import { describe, expect, it } from 'vitest';
import { commandList } from '../../src/commands/command-list.js';
import { parseUsage } from '../../src/commands/usage.js';
import { CommandError } from '../../src/server/command-error.js';
import { banCommands, banGetters, banSetters } from '../../src/server/commands/ban-commands.js';
import { jailGetters } from '../../src/server/commands/jail-getters.js';
import { jailSetters } from '../../src/server/commands/jail-setters.js';
import { optionGetters, optionSetters } from '../../src/server/commands/option-commands.js';
import { serverCommands } from '../../src/server/commands/server-commands.js';
import { statusCommands } from '../../src/server/commands/status-commands.js';
import { transmit } from '../../src/server/commands/transmit.js';
import type { Control } from '../../src/server/control.js';

const entries = commandList.flatMap(({ commands }) => commands);

/** Carried out by the client itself. */
const ofClient = ['watch', 'completion', 'import-fail2ban', 'install-service', 'shadow'];

/** Of these only the bare word. */
const ofBoth = ['start', 'restart', 'help'];

/** Known to the daemon, and of no use to people. */
const internal = ['server-status', 'sleep', 'statistic', 'set thread', 'get thread', 'set allowipv6'];

/** A command as the usage says, with everything that may be left out. */
function exampleOf(usage: string): readonly string[] {
  return parseUsage(usage).map(({ choices: [first] }) => (first !== undefined && 'word' in first ? first.word : 'x'));
}

const atDaemon = entries
  .map(({ usage }) => exampleOf(usage))
  .filter(([verb = '', ...rest]) => !ofClient.includes(verb) && !(ofBoth.includes(verb) && rest.length === 0));

it.each(atDaemon.map((words) => [words.join(' '), words] as const))('the daemon knows: %s', async (_, words) => {
  // A daemon without anything: a command that is known gets as far as missing something.
  const nothing = { log: () => undefined, jails: { get: () => undefined, all: () => [] } } as unknown as Control;
  const error: unknown = await transmit(nothing, words).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CommandError) expect(error.message).not.toMatch(/^Invalid command/);
});

describe('the list of commands', () => {
  const starts = new Set(entries.flatMap(({ usage }) => startsOf(parseUsage(usage).map(({ choices }) => choices))));

  it.each([
    ...[serverCommands, statusCommands, banCommands].flatMap((table) => Object.keys(table)),
    ...Object.keys(optionSetters).map((name) => `set ${name}`),
    ...Object.keys(optionGetters).map((name) => `get ${name}`),
    ...Object.keys({ ...jailSetters, ...banSetters }).map((name) => `set <> ${name}`),
    ...Object.keys({ ...jailGetters, ...banGetters }).map((name) => `get <> ${name}`),
  ])('has what the daemon knows: %s', (start) => {
    expect(starts.has(start) !== internal.includes(start)).toBe(true);
  });

  it('explains each command in a short sentence of its own', () => {
    for (const { usage, help } of entries) {
      expect(help, usage).toMatch(/^[a-z].{4,140}[^.]$/);
    }
    expect(new Set(entries.map(({ usage }) => usage)).size).toBe(entries.length);
  });
});

type Choices = readonly ({ readonly word: string } | { readonly value: string })[];

/** The words by which commands are told apart: the first, and of `get` and `set` those up to the one that says what. */
function startsOf(places: readonly Choices[]): readonly string[] {
  const words = places.map(([first]) => (first !== undefined && 'word' in first ? first.word : '<>'));
  if (words[0] !== 'get' && words[0] !== 'set') return words.slice(0, 1);
  return words[1] === '<>' ? [words.slice(0, 3).join(' ')] : [words.slice(0, 2).join(' ')];
}
