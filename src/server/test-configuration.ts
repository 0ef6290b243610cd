import type { JailConfig, Problem } from '../config/configuration.js';
import { ConfigError } from '../config/configuration.js';
import { readConfiguration } from '../config/read-config.js';
import { readIgnoreCache } from '../jail/ignore-cache.js';
import { checkActions } from './check/check-actions.js';
import { checkBans } from './check/check-bans.js';
import { checkDates, checkRegexes, checkUseDns } from './check/check-filter.js';
import { checkIgnoreip } from './check/check-ignore.js';
import { checkLogs } from './check/check-logs.js';
import { checkServer } from './check/check-server.js';
import { checkIncrement, checkTimes } from './check/check-times.js';
import type { Check } from './check/finding.js';
import { isInPath } from './check/in-path.js';
import { checkSources } from './check-sources.js';

/**
 * Everything that is wrong with a configuration directory, and everything in it that works but is hardly meant, each told
 * once. An error is what a start would leave out; nothing is started.
 */
export async function testConfiguration(directory: string): Promise<readonly Problem[]> {
  return once(await allProblems(directory));
}

/** The same, each for every jail that has it. */
export async function allProblems(directory: string): Promise<readonly Problem[]> {
  try {
    const configuration = readConfiguration(directory);
    const found = await Promise.all(configuration.jails.map(checkJail));
    return [...configuration.problems, ...checkServer(configuration), ...checkBans(configuration), ...found.flat()];
  } catch (error) {
    if (error instanceof ConfigError) return [{ severity: 'error', error }];
    throw error;
  }
}

const checks: readonly Check[] = [
  (config) => refused(config, () => checkSources(config)),
  (config) => refused(config, () => readIgnoreCache(config)),
  checkLogs,
  checkRegexes,
  checkDates,
  checkUseDns,
  checkTimes,
  checkIncrement,
  checkIgnoreip,
  (config) => checkActions(config, isInPath),
];

async function checkJail(config: JailConfig): Promise<Problem[]> {
  return (await Promise.all(checks.map(async (check) => check(config)))).flat();
}

/** What keeps the jail from being made. */
function refused(config: JailConfig, read: () => unknown): Problem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ severity: 'error', jail: config.name, error }];
  }
}

/** Several jails may have one mistake in common. */
function once(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.severity} ${problem.error.message}`, problem])).values()];
}
