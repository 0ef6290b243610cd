import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path/posix';
import { ConfigError, type FilterConfig, type Located, type Where } from './configuration.js';
import { type FilterUse, readKnownOptions } from './filter-config.js';
import { Findings } from './findings.js';
import { readJail } from './jail-config.js';
import { joinFilter } from './jail-filter.js';
import type { Unit } from './merge.js';
import { readOptionList } from './options.js';
import { diskFiles, withConstants } from './read-config.js';
import { readUnit } from './unit-files.js';

/** A filter read outside of the daemon, to be tried (spec config §6). */
export interface TriedFilter {
  readonly filter: FilterConfig;
  /** What was given in brackets. */
  readonly options: ReadonlyMap<string, string>;
}

const commandLine: Where = { file: '', line: 0, section: '', option: '' };

/** Takes `name[option=value]` apart; undefined where the text can't be the name of a jail, a filter or a file. Throws a ConfigError. */
export function readFilterName(text: string) {
  return /^[\w./-]+(?:\[.*\])?\s*$/s.test(text) ? readOptionList(text, commandLine) : undefined;
}

/**
 * The filter of a jail, enabled or not, with what the jail says about matching; `options` go before those in the jail's
 * `filter`. Undefined where there is no such jail. Throws a ConfigError if the jail or its filter can't be used.
 */
export function readJailFilter(
  directory: string,
  name: string,
  options: ReadonlyMap<string, string>,
): TriedFilter | undefined {
  const base = resolve(directory);
  const unit = readUnit(diskFiles, base, 'jail');
  if (unit?.sections.has(name) !== true || name === 'INCLUDES') return undefined;
  const findings = new Findings(name);
  findings.add(unit.problems.filter(({ error }) => error.where.section === name));
  const find = (wanted: string) => readUnit(diskFiles, base, wanted);
  const jail = readJail(name, withConstants(asTried(unit, name, options), base), find, findings);
  const error = findings.problems.find(({ severity }) => severity === 'error')?.error;
  if (jail === undefined || error !== undefined) {
    throw error ?? new ConfigError(`Failed to get jail for '${name}'`, { file: base });
  }
  return { filter: jail.filter, options };
}

/** The jail enabled, with more options for its filter and without what would only be needed to run it. */
function asTried(unit: Unit, name: string, options: ReadonlyMap<string, string>): Unit {
  const section = unit.sections.get(name);
  if (section === undefined) return unit;
  const located = (value: string): Located<string> => ({ value, where: section.where });
  const filter = section.options.get('filter') ?? unit.defaults.get('filter');
  const tried = new Map(section.options)
    .set('enabled', located('true'))
    .set('action', located(''))
    .set('logpath', located(''));
  if (filter !== undefined) tried.set('filter', { ...filter, value: filter.value + inBrackets(options) });
  return { ...unit, sections: new Map(unit.sections).set(name, { ...section, options: tried }) };
}

function inBrackets(options: ReadonlyMap<string, string>): string {
  const written = [...options].map(([option, value]) => {
    const quote = value.includes('"') ? "'" : '"';
    return `[${option}=${quote}${value.replaceAll('%', '%%')}${quote}]`;
  });
  return written.join('');
}

/**
 * A filter by name, or by the path of its file, read on its own. Undefined where there is none.
 * Throws a ConfigError if it can't be used.
 */
export function readFilter(
  directory: string,
  name: string,
  options: ReadonlyMap<string, string>,
): TriedFilter | undefined {
  const path = filterPath(directory, name);
  if (path === undefined) return undefined;
  const [base, unitName] = splitPath(path);
  const unit = readUnit(diskFiles, base, unitName);
  if (unit === undefined) return undefined;
  const broken = unit.problems.find(({ severity }) => severity === 'error');
  if (broken !== undefined) throw broken.error;
  const parameters = new Map(options);
  const saysLogtype = unit.sections.get('Definition')?.options.has('logtype') ?? false;
  if (!parameters.has('logtype') && !saysLogtype) parameters.set('logtype', 'file');
  const use: FilterUse = { unit, parameters, jail: new Map(), where: commandLine };
  const values = new Map([...readKnownOptions(use)].map(([option, value]) => [option, { value, where: commandLine }]));
  const filter = joinFilter(unitName.replace(/^filter\.d\//, ''), new Map(), values, new Findings(name));
  return { filter, options };
}

/** The path without suffix of a filter that is there. */
function filterPath(directory: string, name: string): string | undefined {
  const bare = name.replace(/\.(?:conf|local)$/, '');
  const inConfig = join(resolve(directory), bare.startsWith('filter.d/') ? '' : 'filter.d', bare);
  const candidates = [resolve(bare), ...(/^(?:filter\.d\/)?[^/]+$/.test(bare) ? [inConfig] : [])];
  return candidates.find((path) => ['.conf', '.local'].some((suffix) => existsSync(path + suffix)));
}

/** Files in a filter.d are units of the directory above it, includes and all. */
function splitPath(path: string): readonly [base: string, unit: string] {
  const folder = dirname(path);
  if (basename(folder) !== 'filter.d') return [folder, basename(path)];
  return [dirname(folder), `filter.d/${basename(path)}`];
}
