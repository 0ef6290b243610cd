import { askDaemon } from './ask-daemon.js';
import type { Client, ExitCode } from './client.js';
import { type ClientOptions, clientProgram } from './options.js';

/** Carries out a command by itself, given the words behind the one that names it. */
type OwnCommand = (client: Client, words: readonly string[]) => Promise<ExitCode> | ExitCode;

type BareCommand = (options: ClientOptions, words: readonly string[]) => Promise<ExitCode> | ExitCode;

// Most calls need none of these, and each takes a while to load.
const ownCommands: Readonly<Record<string, OwnCommand>> = {
  start: async (client) => (await import('./start.js')).start(client),
  restart: async (client) => (await import('./start.js')).restart(client),
  watch: async (client, words) => (await import('./watch.js')).watch(client, words),
  'import-fail2ban': async (client, words) =>
    (await import('../import-fail2ban/command.js')).importFail2ban(client, words),
};

/** These need no daemon, nor a configuration that says where it is. */
const bareCommands: Readonly<Record<string, BareCommand>> = {
  completion: async (_options, words) => (await import('./completion.js')).completion(words),
  shadow: async (options, words) => (await import('../shadow/command.js')).shadow(options, words),
  'install-service': async (_options, words) => (await import('../install-service/command.js')).installService(words),
  help: () => {
    clientProgram().outputHelp();
    return 0;
  },
};

/** Of these only the bare word is the client's: `start JAIL` is for the daemon. */
const ofBoth = ['start', 'restart'];

/** Carries out a command that is about the client alone; undefined for any other. */
export async function runBare(
  options: ClientOptions,
  [verb = '', ...rest]: readonly string[],
): Promise<ExitCode | undefined> {
  return Object.hasOwn(bareCommands, verb) ? bareCommands[verb]?.(options, rest) : undefined;
}

/** Carries out any other command, the client's own or one of the daemon's, and prints what comes of it. */
export async function runWords(client: Client, words: readonly string[]): Promise<ExitCode> {
  const [verb = '', ...rest] = words;
  const own = Object.hasOwn(ownCommands, verb) ? ownCommands[verb] : undefined;
  return own !== undefined && (rest.length === 0 || !ofBoth.includes(verb))
    ? own(client, rest)
    : askDaemon(client, words);
}
