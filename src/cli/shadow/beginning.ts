import type { Configuration, JailConfig, Problem } from '../../config/configuration.js';
import type { Fail2banLog } from './fail2ban-log.js';
import type { JailLimits } from './disagreement.js';
import type { Beginning } from './report.js';

export interface BeginningOptions {
  readonly configuration: Configuration;
  /** Names of the jails that run. */
  readonly running: readonly string[];
  readonly problems: readonly Problem[];
  readonly log: Fail2banLog;
}

/** What is to be said of a comparison before it begins. */
export function beginningOf({ configuration, running, problems, log }: BeginningOptions): Beginning {
  const python = configuration.jails.flatMap(({ name, pythonActions }) =>
    pythonActions.map(({ file }) => `[${name}] tsban would leave out ${file}: it runs no Python`),
  );
  const lacking = [...leftOut(configuration, problems)].map(([name, why]) => `[${name}] is left out by tsban: ${why}`);
  const silent =
    'Fail2Ban logs no failures at its loglevel: only bans are compared (fail2ban-client set loglevel INFO)';
  return {
    jails: running,
    log: log.file ?? 'the journal of fail2ban.service',
    notes: [...lacking, ...python, ...(log.tellsFound ? [] : [silent])],
  };
}

/** Enabled jails that tsban does not run, and why. */
export function leftOut({ enabled }: Configuration, problems: readonly Problem[]): ReadonlyMap<string, string> {
  const broken = problems.filter(({ severity }) => severity === 'error');
  return new Map(
    enabled.flatMap((name) => {
      const problem = broken.find(({ jail }) => jail === name);
      return problem === undefined ? [] : [[name, problem.error.message] as const];
    }),
  );
}

/** What the comparison of each jail that runs goes by. */
export function limitsOf({ jails }: Configuration, running: readonly string[]): ReadonlyMap<string, JailLimits> {
  return new Map(jails.filter(({ name }) => running.includes(name)).map((jail) => [jail.name, limitsOfJail(jail)]));
}

function limitsOfJail({ maxretry, findtime, bantime, bantimeOptions }: JailConfig): JailLimits {
  const { increment, rndtime } = bantimeOptions;
  return { maxretry, findtime, bantime, endsByChance: increment && rndtime !== undefined };
}
