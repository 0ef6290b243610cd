import type { Configuration } from '../config/configuration.js';
import type { Jail } from '../jail/jail.js';
import type { Jails } from '../jail/jails.js';
import { CommandError } from './command-error.js';
import type { ReloadOrder } from './reload-order.js';

/** The running jails a reload is about. */
export function jailsInScope(jails: Jails, { jail }: ReloadOrder): readonly Jail[] {
  return jails.all().filter(({ name }) => jail === undefined || name === jail);
}

/**
 * As much of a configuration as a reload is about. Throws a CommandError where that is no jail, or one that does not run
 * though it should.
 */
export function configurationInScope(configuration: Configuration, jails: Jails, order: ReloadOrder): Configuration {
  const { jail, ifExists } = order;
  if (jail === undefined) return configuration;
  if (!configuration.sections.includes(jail))
    throw CommandError.ofClient(`Failed during configuration: No section: '${jail}'`);
  if (!ifExists && jails.get(jail) === undefined) throw CommandError.unknownJail(jail);
  const isMeant = (name: string | undefined) => name === jail;
  return {
    ...configuration,
    jails: configuration.jails.filter(({ name }) => isMeant(name)),
    problems: configuration.problems.filter((problem) => problem.jail === undefined || isMeant(problem.jail)),
  };
}
