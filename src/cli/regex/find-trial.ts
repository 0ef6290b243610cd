import {
  type Backend,
  readFilter,
  readFilterName,
  readJailFilter,
  type TriedFilter,
} from '../../config/read-filter.js';
import { ConfigError } from '../../config/configuration.js';
import { headerLine, shortened } from '../regex-report.js';
import { pythonRepr } from '../../python-repr.js';

/** The regexes under trial, and what the report says about where they come from. */
export interface Trial {
  readonly header: readonly string[];
  /** What the options of the filter have come to, for those who want to know; undefined for a failregex. */
  readonly realOptions: string | undefined;
  readonly prefregex: string | undefined;
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  readonly maxlines: number | undefined;
  readonly datepattern: string | undefined;
  /** One set of matches a line. */
  readonly journalmatch: readonly string[];
  readonly usedns: string;
}

/** What the regex argument means: the name of a jail, of a filter or its file, or else a failregex (spec config §6). Throws a ConfigError. */
export function findTrial(directory: string, argument: string, backend: Backend = 'file'): Trial {
  const named = readFilterName(argument);
  if (named === undefined) return rawTrial(argument);
  const { name, options } = named;
  const given = Object.fromEntries(options);
  const jail = /\/|\.(?:conf|local)$/.test(name) ? undefined : readJailFilter(directory, name, options, backend);
  if (jail !== undefined) {
    const more = options.size === 0 ? [] : [headerLine('jail/flt options', pythonRepr(given))];
    // The jail's own usedns is not heeded, as by fail2ban-regex.
    return trialOf({ ...jail, filter: { ...jail.filter, usedns: 'warn' } }, [headerLine('jail', name), ...more]);
  }
  const filter = readFilter(directory, name, options, backend);
  if (filter === undefined && !argument.includes('<')) throw noneSuch(directory, name);
  if (filter === undefined) return rawTrial(argument);
  const { basedir } = filter;
  const place = filter.filter.name + (basedir === undefined ? '' : `, basedir: ${basedir}`);
  const more = options.size === 0 ? [] : [headerLine('filter options', pythonRepr(given))];
  return trialOf(filter, [headerLine('filter file', place), ...more]);
}

/** A text without any tag finds nobody, so it was meant to be a name. */
function noneSuch(directory: string, name: string): ConfigError {
  const what = name.includes('/') ? `no file ${name}` : `neither a jail nor a filter '${name}' in ${directory}`;
  return new ConfigError(`there is ${what}; correct the name, or put <HOST> into a failregex where the address stands`);
}

function rawTrial(failregex: string): Trial {
  return {
    header: [headerLine('failregex line', shortened(failregex))],
    realOptions: undefined,
    prefregex: undefined,
    failregex: [failregex],
    ignoreregex: [],
    maxlines: undefined,
    datepattern: undefined,
    journalmatch: [],
    usedns: 'warn',
  };
}

function trialOf({ filter, realOptions, setsMaxlines }: TriedFilter, header: readonly string[]): Trial {
  return {
    header,
    realOptions: `Real  filter options : ${pythonRepr(withNumbers(realOptions))}`,
    prefregex: filter.prefregex?.value,
    failregex: filter.failregex.map(({ value }) => value),
    ignoreregex: filter.ignoreregex.map(({ value }) => value),
    maxlines: setsMaxlines ? filter.maxlines : undefined,
    datepattern: filter.datepattern?.value,
    journalmatch: filter.journalmatch.map(({ value }) => value),
    usedns: filter.usedns,
  };
}

/** Fail2Ban has read maxlines by then. */
function withNumbers(options: ReadonlyMap<string, string>): Record<string, string | number> {
  const asNumber = (name: string, value: string) =>
    name === 'maxlines' && /^\d+$/.test(value) ? Number(value) : value;
  return Object.fromEntries([...options].map(([name, value]) => [name, asNumber(name, value)]));
}
