import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path/posix';
import { ConfigError, type FilterConfig, type Located } from './configuration.js';
import { diskFiles } from './disk-files.js';
import { readKnownOptions } from './filter-config.js';
import { Findings } from './findings.js';
import { readJail } from './jail-config.js';
import { readInit } from './interpolate.js';
import { joinFilter } from './jail-filter.js';
import type { Unit } from './merge.js';
import { type OptionList, readOptionList } from './options.js';
import { withConstants } from './read-config.js';
import { readUnit } from './unit-files.js';
import { overlay } from './vars.js';

/** A filter read outside of the daemon, to be tried (spec config §6). */
export interface TriedFilter {
  readonly filter: FilterConfig;
  /** What was given in brackets. */
  readonly options: ReadonlyMap<string, string>;
  /** What that has come to, with what else decides how lines are read: logtype, datepattern and [Init] (spec config §6). */
  readonly realOptions: ReadonlyMap<string, string>;
  /** True if maxlines is set somewhere, be it to 1. */
  readonly setsMaxlines: boolean;
  /** The directory whose filter.d the filter is from; undefined for a jail, and for a file elsewhere. */
  readonly basedir: string | undefined;
}

const filterFolder = 'filter.d/';

/** Takes `name[option=value]` apart; undefined where the text can't name a jail, a filter or a file. Throws a ConfigError. */
export function readFilterName(text: string): OptionList | undefined {
  return /^[\w./-]+(?:\[.*\])?\s*$/s.test(text) ? readOptionList(text, {}) : undefined;
}

/** What a filter is to read. */
export type Backend = 'file' | 'journal';

/**
 * The filter of a jail, enabled or not, with what the jail says about matching; `options` go before those in the jail's
 * `filter`. Undefined where there is no such jail. Throws a ConfigError if the jail or its filter can't be used.
 */
export function readJailFilter(
  directory: string,
  name: string,
  options: ReadonlyMap<string, string>,
  backend: Backend = 'file',
): TriedFilter | undefined {
  const base = resolve(directory);
  const unit = readUnit(diskFiles, base, 'jail');
  if (unit?.sections.has(name) !== true || name === 'INCLUDES') return undefined;
  const findings = new Findings(name);
  findings.add(unit.problems.filter(({ error }) => error.where.section === name));
  const find = (wanted: string) => readUnit(diskFiles, base, wanted);
  const tried = withConstants(asTried(unit, name, options, backend), base);
  const jail = readJail(name, tried, { find, findLogs: () => [] }, findings);
  const error = findings.problems.find(({ severity }) => severity === 'error')?.error;
  if (jail === undefined || error !== undefined) {
    throw error ?? new ConfigError(`Failed to get jail for '${name}'`, { file: base });
  }
  const used = find(`filter.d/${jail.filter.name}`);
  const setsMaxlines = unit.sections.get(name)?.options.has('maxlines') === true || defines(used, 'maxlines');
  const realOptions = used === undefined ? options : readRealOptions(used, options, jail.filter.options);
  return { filter: jail.filter, options, realOptions, setsMaxlines, basedir: undefined };
}

function defines(unit: Unit | undefined, option: string): boolean {
  return ['Definition', 'Init'].some((section) => unit?.sections.get(section)?.options.has(option));
}

/** The jail enabled, with more options for its filter and without what would only be needed to run it. */
function asTried(unit: Unit, name: string, options: ReadonlyMap<string, string>, backend: Backend): Unit {
  const section = unit.sections.get(name);
  if (section === undefined) return unit;
  const located = (value: string): Located<string> => ({ value, where: section.where });
  const filter = section.options.get('filter') ?? unit.defaults.get('filter');
  const tried = new Map(section.options)
    .set('action', located(''))
    .set('skip_if_nologs', located('false'))
    .set('logpath', located(''));
  if (backend === 'journal') tried.set('backend', located('systemd'));
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
  backend: Backend = 'file',
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
  if (!parameters.has('logtype') && !saysLogtype) parameters.set('logtype', backend);
  const where = { file: path, line: 0, section: 'Definition', option: '' };
  const known = readKnownOptions({ unit, parameters, jail: new Map(), where });
  const values = new Map([...known].map(([option, value]) => [option, { value, where: { ...where, option } }]));
  const isUnit = unitName.startsWith(filterFolder);
  return {
    filter: joinFilter(isUnit ? unitName.slice(filterFolder.length) : name, new Map(), values, new Findings(name)),
    options,
    realOptions: readRealOptions(unit, options, known),
    setsMaxlines: defines(unit, 'maxlines'),
    basedir: isUnit ? base : undefined,
  };
}

/** `values` are what all options of the filter have come to. */
function readRealOptions(
  unit: Unit,
  options: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const real = new Map<string, string>();
  const tell = (name: string) => {
    const value = values.get(name);
    if (value !== undefined) real.set(name, value);
  };
  for (const name of ['logtype', 'datepattern', ...options.keys()]) tell(name);
  for (const [name, { value }] of readInit(unit, overlay(options))) {
    real.set(`known/${name}`, value);
    tell(name);
  }
  return real;
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
  return [dirname(folder), filterFolder + basename(path)];
}
