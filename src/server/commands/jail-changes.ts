import { readBantimeOptions } from '../../config/bantime-options.js';
import type { FilterConfig, JailConfig, Located } from '../../config/configuration.js';
import { Findings } from '../../config/findings.js';
import { isTrue } from '../../config/values.js';
import { pythonText } from '../../python-text.js';
import { decoderFor } from '../../source/decoder.js';
import { SourceError } from '../../source/source-error.js';
import { settingOffset, ZoneError } from '../../time/zone.js';
import { CommandError } from '../command-error.js';
import { placeOf } from './place-of.js';
import { integerIn, secondsIn } from './python-words.js';
import { checkPrefregex } from './regex-changes.js';

/** What one `set JAIL …` with one word makes of a jail. Throws a CommandError where the word can't be used. */
export type WordChange = (config: JailConfig, word: string) => JailConfig;

/** Settings that are one value each, by the word that `get` has for them too (spec runtime §7.6). */
export const settingChanges: Readonly<Record<string, WordChange>> = {
  ignoreself: (config, word) => ({ ...config, ignoreself: isTrue(word) }),
  ignorecommand: (config, word) => ({ ...config, ignorecommand: word }),
  ignorecache: (config) => config,
  findtime: (config, word) => ({ ...config, findtime: secondsIn(word) }),
  bantime: (config, word) => ({ ...config, bantime: Math.trunc(secondsIn(word)) }),
  maxretry: (config, word) => ({ ...config, maxretry: integerIn(word) }),
  maxmatches: (config, word) => ({ ...config, maxmatches: integerIn(word) }),
  logencoding: (config, word) => ({ ...config, logencoding: checkedEncoding(word) }),
  logtimezone: (config, word) => ({
    ...config,
    logtimezone: { value: checkedZone(word), where: placeOf(config, 'logtimezone') },
  }),
  usedns: (config, word) => withFilter(config, { usedns: word }),
  maxlines: (config, word) => withFilter(config, { maxlines: linesIn(word) }),
  datepattern: (config, word) => withFilter(config, { datepattern: unlessEmpty(config, 'datepattern', word) }),
  prefregex: (config, word) => {
    checkPrefregex(config, word);
    return withFilter(config, { prefregex: unlessEmpty(config, 'prefregex', word) });
  },
  'bantime.increment': withBantimeOptions,
  'bantime.factor': withBantimeOptions,
  'bantime.formula': withBantimeOptions,
  'bantime.multipliers': (config, word) => withBantimeOptions(config, word, (row) => row.split(' ').map(integerIn)),
  'bantime.maxtime': (config, word) => withBantimeOptions(config, word, secondsIn),
  'bantime.rndtime': (config, word) => withBantimeOptions(config, word, secondsIn),
  'bantime.overalljails': withBantimeOptions,
};

/** The jail with an option set to a word. */
export function withSetting(config: JailConfig, option: string, word: string): JailConfig {
  const options = new Map(config.options).set(option, word);
  const places = new Map(config.places).set(option, placeOf(config, option));
  return settingChanges[option]?.({ ...config, options, places }, word) ?? config;
}

/** With the options of `bantime.*` as they are set now; `check` throws for a word that is not empty and can't be used. */
function withBantimeOptions(config: JailConfig, word: string, check?: (word: string) => unknown): JailConfig {
  if (word !== '') check?.(word);
  const findings = new Findings(config.name);
  const located = [...config.options].map(
    ([option, value]) => [option, { value, where: placeOf(config, option) }] as const,
  );
  const bantimeOptions = readBantimeOptions(new Map(located), findings);
  const [problem] = findings.problems;
  if (problem !== undefined) throw problem.error;
  return { ...config, bantimeOptions };
}

function withFilter(config: JailConfig, changed: Partial<FilterConfig>): JailConfig {
  return { ...config, filter: { ...config.filter, ...changed } };
}

function unlessEmpty(config: JailConfig, option: string, value: string): Located<string> | undefined {
  return value === '' ? undefined : { value, where: placeOf(config, option) };
}

function linesIn(word: string): number {
  const lines = integerIn(word);
  if (lines <= 0) throw CommandError.failed('maxlines must be integer greater than zero');
  return lines;
}

function checkedEncoding(word: string): string {
  try {
    decoderFor(word);
    return word;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw CommandError.failed(error.message.startsWith('unknown') ? `unknown encoding: ${word}` : error.message);
  }
}

function checkedZone(word: string): string {
  try {
    settingOffset(word);
    return word;
  } catch (error) {
    if (!(error instanceof ZoneError)) throw error;
    throw CommandError.failed(`Unknown or unsupported time zone: ${pythonText(word)}`);
  }
}
