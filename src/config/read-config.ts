import { ConfigError, type Configuration, type JailConfig, type Problem } from './configuration.js';
import { diskFiles, diskLogs } from './disk-files.js';
import { Findings } from './findings.js';
import { isEnabled, readJail, type Surroundings } from './jail-config.js';
import type { Unit } from './merge.js';
import { warnOfMisspeltEnabled } from './misspelt.js';
import { openDirectory, readServerUnit } from './read-server-settings.js';
import { readUnit } from './unit-files.js';

/** The version of Fail2Ban whose configuration is understood: what `%(fail2ban_version)s` says. */
const fail2banVersion = '1.1.0';

/**
 * Reads a directory in Fail2Ban's layout. Whatever is wrong with one jail, its filter or its actions leaves out that jail
 * and stands in `problems`; throws a ConfigError only where there is no directory, or no jail.conf that can be read.
 */
export function readConfiguration(directory: string): Configuration {
  const base = openDirectory(directory);
  const units = new Map<string, Unit | undefined>();
  const find = (name: string) => {
    if (!units.has(name)) units.set(name, readUnit(diskFiles, base, name));
    return units.get(name);
  };
  const jailUnit = withConstants(openJails(find('jail'), base), base);
  const server = readServerUnit(find);
  const jails = readJails(jailUnit, { find, findLogs: diskLogs });
  const isWhole = jailUnit.problems.every(({ severity }) => severity !== 'error');
  return { directory: base, ...server, ...jails, problems: [...server.problems, ...jails.problems], isWhole };
}

function openJails(unit: Unit | undefined, base: string): Unit {
  if (unit === undefined)
    throw new ConfigError('there is neither jail.conf nor jail.local; name another directory with -c', { file: base });
  const unreadable = unit.problems.find(
    ({ error }) => error.where.file === `${base}/jail.conf` && error.where.line === undefined,
  );
  if (unreadable !== undefined) throw unreadable.error;
  // A file without a jail is good; one in which nothing can be understood is not.
  const [broken] = unit.problems;
  if (broken !== undefined && unit.sections.size === 0 && unit.defaults.size === 0) throw broken.error;
  return unit;
}

/** Puts in what jails can name without having set it. */
export function withConstants(unit: Unit, base: string): Unit {
  const where = { file: '', line: 0, section: 'DEFAULT', option: '' };
  const defaults = new Map(unit.defaults)
    .set('fail2ban_version', { value: fail2banVersion, where })
    .set('fail2ban_confpath', { value: base, where });
  return { ...unit, defaults };
}

type JailReading = Pick<Configuration, 'sections' | 'enabled' | 'jails' | 'problems'>;

function readJails(unit: Unit, surroundings: Surroundings): JailReading {
  const names = [...unit.sections.keys()].filter((name) => name !== 'INCLUDES');
  const ofJail = ({ error }: Problem, name: string) => error.where.section === name;
  const problems = unit.problems.filter((problem) => !names.some((name) => ofJail(problem, name)));
  const enabled: string[] = [];
  const jails: JailConfig[] = [];
  for (const name of names) {
    const findings = new Findings(name);
    const wanted = isEnabled(name, unit, findings);
    if (wanted || findings.failed()) enabled.push(name);
    findings.add(unit.problems.filter((problem) => ofJail(problem, name)));
    if (!wanted) warnOfMisspeltEnabled(unit, name, findings);
    const jail = wanted ? readJail(name, unit, surroundings, findings) : undefined;
    if (jail !== undefined) jails.push(jail);
    problems.push(...findings.problems.filter((problem) => isNews(problem, problems)));
  }
  return { sections: names, enabled, jails, problems };
}

/** What [DEFAULT] or a shared filter makes every jail warn of is told once. */
function isNews(problem: Problem, told: readonly Problem[]): boolean {
  const isTold = ({ severity, error }: Problem) => severity === 'warning' && error.message === problem.error.message;
  return problem.severity === 'error' || !told.some(isTold);
}
