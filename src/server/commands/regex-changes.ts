import type { JailConfig } from '../../config/configuration.js';
import { checkFailureId, expandRegex } from '../../filter/failregex.js';
import { RegexError } from '../../filter/regex-error.js';
import { PatternError } from '../../python-regex/pattern-error.js';
import { PythonRegex } from '../../python-regex/python-regex.js';
import { CommandError } from '../command-error.js';
import { usednsOf } from './jail-values.js';
import { placeOf } from './place-of.js';
import { integerIn } from './python-words.js';

export type RegexList = 'failregex' | 'ignoreregex';

/** The jail with one more regex. Throws a CommandError for one that can't be used. */
export function addRegex(config: JailConfig, list: RegexList, regex: string): JailConfig {
  if (regex.trim() === '') throw CommandError.failed('Cannot add empty regex');
  const compiled = compileIn(config, regex);
  if (list === 'failregex') checkId(config, regex, compiled);
  return withRegexes(config, list, [...config.filter[list], { value: regex, where: placeOf(config, list) }]);
}

/** The jail without the regex of an index, -1 being the last; as it is where there is none. Throws a CommandError for no number. */
export function deleteRegex(config: JailConfig, list: RegexList, index: string): JailConfig {
  const at = integerIn(index);
  const regexes = config.filter[list];
  const from = at < 0 ? at + regexes.length : at;
  return withRegexes(
    config,
    list,
    regexes.filter((_, number) => number !== from),
  );
}

/** Throws a CommandError for a prefregex that can't be used; an empty one is none. */
export function checkPrefregex(config: JailConfig, regex: string): void {
  if (regex !== '') compileIn(config, regex);
}

function compileIn(config: JailConfig, regex: string): PythonRegex {
  const expanded = expandRegex(regex, usednsOf(config));
  try {
    return PythonRegex.compile(expanded, { namedOnly: true });
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw CommandError.failed(`Unable to compile regular expression '${expanded}':\n${error.message}`);
  }
}

function checkId(config: JailConfig, regex: string, compiled: PythonRegex): void {
  const { prefregex } = config.filter;
  const narrowing = prefregex === undefined ? [] : [compileIn(config, prefregex.value)];
  try {
    checkFailureId(regex, { option: 'failregex', number: 0 }, [...narrowing, compiled]);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw CommandError.failed(`${error.problem} in '${expandRegex(regex, usednsOf(config))}'`);
  }
}

function withRegexes(config: JailConfig, list: RegexList, regexes: JailConfig['filter'][RegexList]): JailConfig {
  return { ...config, filter: { ...config.filter, [list]: regexes } };
}
