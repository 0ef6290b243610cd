import type { PythonValue } from '../python-repr.js';
import type { Configuration, Problem, ServerOptions } from './configuration.js';
import { jailCommands } from './jail-commands.js';
import type { FindLogs } from './log-files.js';

/** One command to the server, as Fail2Ban's client sends it. */
export type Command = readonly PythonValue[];

/**
 * The effective configuration as the commands with which Fail2Ban's client sets up its server, in its order: the server,
 * every enabled jail, and the starts of those that can be used (spec config §7).
 */
export function commandStream(configuration: Configuration, findLogs: FindLogs): Command[] {
  const { directory, serverOptions, enabled, jails, problems } = configuration;
  const bodies = enabled.flatMap((name) => {
    const jail = jails.find((each) => each.name === name);
    return jail === undefined ? [configError(name, problems)] : jailCommands(jail, directory, findLogs);
  });
  return [...serverCommands(serverOptions), ...bodies, ...jails.map(({ name }) => ['start', name])];
}

function configError(jail: string, problems: readonly Problem[]): Command {
  const problem = problems.find(({ severity, jail: of }) => severity === 'error' && of === jail);
  return ['config-error', `Jail '${jail}' skipped, because of ${problem?.error.because ?? 'wrong configuration'}`];
}

function serverCommands({ program, options }: ServerOptions): Command[] {
  const [stacksize, dbmaxmatches] = ['stacksize', 'dbmaxmatches'].map((option) => options.get(option)?.value);
  const text = (option: string, unset: string): Command => ['set', option, options.get(option)?.value ?? unset];
  return [
    ...(stacksize === undefined ? [] : [['set', 'thread', { stacksize: Number(stacksize) }]]),
    text('syslogsocket', 'auto'),
    text('loglevel', 'INFO'),
    text('logtarget', `/var/log/${program}.log`),
    text('allowipv6', 'auto'),
    text('dbfile', `/var/lib/${program}/${program}.sqlite3`),
    ...(dbmaxmatches === undefined ? [] : [['set', 'dbmaxmatches', Number(dbmaxmatches)]]),
    text('dbpurgeage', '1d'),
  ];
}
