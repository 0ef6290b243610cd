import { pythonRepr } from '../python-repr.js';
import { isCutShort } from '../shell-words.js';
import { ConfigError, type FilterConfig, type Located, type Where } from './configuration.js';
import type { FilterUse, FilterValues } from './filter-config.js';
import type { Findings } from './findings.js';
import { type JailOptions, readsJournal, varsOf } from './jail-options.js';
import type { Unit } from './merge.js';
import { readOptionList } from './options.js';
import { unitName } from './unit-files.js';
import { readInteger, readLines } from './values.js';
import { valuesOf } from './vars.js';

/** Finds a unit by name; undefined where it has no file. */
export type FindUnit = (name: string) => Unit | undefined;

/**
 * What a jail's `filter = name[…]` stands for; undefined where the jail has none. Throws a ConfigError, which is of `where`
 * the jail begins if the filter is called as it is because the jail is.
 */
export function openFilter(
  jail: JailOptions,
  find: FindUnit,
  findings: Findings,
  where: Where,
): NamedFilter | undefined {
  const filter = jail.get('filter');
  if (filter === undefined || filter.value === '') return undefined;
  const { name, options } = readOptionList(filter.value, filter.where);
  const file = unitName('filter.d', name);
  const unit = find(file);
  if (unit === undefined) {
    const isNamesake = filter.where.section === 'DEFAULT' && name === where.section;
    const what = isNamesake ? 'correct the name of the jail, set its filter' : 'correct the name';
    throw new ConfigError(
      `there is no filter '${name}': neither ${file}.conf nor .local can be found; ${what}, or write that file`,
      isNamesake ? { ...where, option: 'filter' } : filter.where,
      `wrong configuration: Unable to read the filter ${pythonRepr(name)}`,
    );
  }
  findings.add(unit.problems);
  if (!unit.sections.has('Definition'))
    throw new ConfigError(`filter '${name}' has no [Definition]; put its options below one`, filter.where);
  const parameters = new Map(options);
  // Lines of a file and of the journal begin differently (spec config §4.9).
  const saysLogtype = unit.sections.get('Definition')?.options.has('logtype') ?? false;
  if (!parameters.has('logtype') && !saysLogtype) parameters.set('logtype', readsJournal(jail) ? 'journal' : 'file');
  return { name, use: { unit, parameters, jail: varsOf(jail), where: filter.where } };
}

export interface NamedFilter {
  readonly name: string;
  readonly use: FilterUse;
}

/** Joins what the jail and its filter say about matching; the jail's word replaces the filter's. */
export function joinFilter(name: string, jail: JailOptions, filter: FilterValues, findings: Findings): FilterConfig {
  const option = (key: string) => jail.get(key) ?? filter.get(key);
  const lines = (key: string) => readLinesOf(option(key));
  return {
    name,
    prefregex: unlessEmpty(option('prefregex')),
    failregex: lines('failregex'),
    ignoreregex: lines('ignoreregex'),
    datepattern: unlessEmpty(option('datepattern')),
    maxlines: readMaxlines(option('maxlines'), findings),
    usedns: option('usedns')?.value ?? 'warn',
    journalmatch: lines('journalmatch').flatMap((line) => findings.attempt(() => readJournalmatch(line)) ?? []),
    options: valuesOf(filter),
  };
}

function readJournalmatch(line: Located<string>): Located<string> {
  const { value, where } = line;
  if (isCutShort(value))
    throw new ConfigError(`a quote in '${value}' is never closed; close it, or write \\' for one`, where);
  return line;
}

function readLinesOf(option: Located<string> | undefined): Located<string>[] {
  return option === undefined ? [] : readLines(option);
}

function unlessEmpty(option: Located<string> | undefined): Located<string> | undefined {
  return option?.value === '' ? undefined : option;
}

/** A filter whose maxlines is no number is read line by line (spec config §1.5). */
function readMaxlines(option: Located<string> | undefined, findings: Findings): number {
  if (option === undefined || option.value === '') return 1;
  try {
    return readInteger(findings.withoutComments(option));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.warn(`'${option.value}' is not a whole number, so 1 is used; write digits only`, option.where);
    return 1;
  }
}
