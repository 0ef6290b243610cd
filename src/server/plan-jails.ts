import { ConfigError, type Configuration, type JailConfig, type Problem } from '../config/configuration.js';
import { checkBans } from './check/check-bans.js';

/** What came of making something for each jail of a configuration. */
export interface JailPlan<Made> {
  readonly made: readonly { readonly config: JailConfig; readonly result: Made }[];
  /** Those of the configuration, and the jails that could be read but not made. */
  readonly problems: readonly Problem[];
  /** Jails which the configuration wants, or may want, but which are broken in it. */
  readonly broken: ReadonlySet<string>;
}

/**
 * Makes something for every jail; what is wrong with one leaves out that one alone. Of the jails that are `running`, none is
 * taken for one that is not wanted any more while a part of the configuration can't be read.
 */
export function planJails<Made>(
  configuration: Configuration,
  make: (config: JailConfig) => Made,
  running: readonly string[] = [],
): JailPlan<Made> {
  const made: { config: JailConfig; result: Made }[] = [];
  const problems = [...configuration.problems, ...checkBans(configuration)];
  for (const config of configuration.jails) {
    try {
      made.push({ config, result: make(config) });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push({ severity: 'error', jail: config.name, error });
    }
  }
  const names = new Set(made.map(({ config }) => config.name));
  const broken = problems.flatMap(({ severity, jail }) => (severity === 'error' && jail !== undefined ? [jail] : []));
  if (!configuration.isWhole) broken.push(...running);
  return { made, problems, broken: new Set(broken.filter((name) => !names.has(name))) };
}
