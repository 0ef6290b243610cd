import type { JailConfig, Located } from '../../config/configuration.js';
import { usesJournal } from '../../config/journal-use.js';
import { datePatternName } from '../../date/date-patterns.js';
import { expandRegex } from '../../filter/failregex.js';
import { parseUseDns, type UseDns } from '../../filter/tags.js';
import { readIgnoreCache } from '../../jail/ignore-cache.js';
import { parseAddress } from '../../net/address.js';
import { journalAlternatives } from './journal-changes.js';

/** What `get JAIL …` answers for what its configuration alone decides (spec runtime §7.6). */
export const jailValues: Readonly<Record<string, (config: JailConfig) => unknown>> = {
  logencoding: ({ logencoding }) => (/^auto$/i.test(logencoding) ? 'UTF-8' : logencoding),
  journalmatch: (config) => (usesJournal(config) ? journalAlternatives(config.filter.journalmatch) : []),
  ignoreself: ({ ignoreself }) => ignoreself,
  ignoreip: ({ ignoreip }) => ignoredOf(ignoreip.map(({ value }) => value)),
  ignorecommand: ({ options, ignorecommand }) => options.has('ignorecommand') && ignorecommand,
  ignorecache: (config) => readIgnoreCache(config) ?? null,
  prefregex: (config) => (config.filter.prefregex === undefined ? '' : expanded(config, config.filter.prefregex)),
  failregex: (config) => config.filter.failregex.map((regex) => expanded(config, regex)),
  ignoreregex: (config) => config.filter.ignoreregex.map((regex) => expanded(config, regex)),
  findtime: ({ findtime }) => findtime,
  bantime: ({ bantime }) => bantime,
  'bantime.increment': ({ options, bantimeOptions }) => unlessUnset(options, 'increment', bantimeOptions.increment),
  'bantime.factor': ({ options }) => options.get('bantime.factor') || null,
  'bantime.formula': ({ bantimeOptions }) => bantimeOptions.formula ?? null,
  'bantime.multipliers': ({ options }) => options.get('bantime.multipliers') || null,
  'bantime.maxtime': ({ bantimeOptions }) => bantimeOptions.maxtime ?? null,
  'bantime.rndtime': ({ bantimeOptions }) => bantimeOptions.rndtime ?? null,
  'bantime.overalljails': ({ options, bantimeOptions }) =>
    unlessUnset(options, 'overalljails', bantimeOptions.overalljails),
  datepattern: ({ filter }) => datePatternName(filter.datepattern?.value),
  usedns: usednsOf,
  maxretry: ({ maxretry }) => maxretry,
  maxmatches: ({ maxmatches }) => maxmatches,
  maxlines: ({ filter }) => filter.maxlines,
  logtimezone: ({ logtimezone }) => logtimezone?.value ?? null,
  actions: ({ actions }) => actions.map(({ actname }) => actname),
};

/** How the jail treats host names; what is no such word counts as `no`. */
export function usednsOf({ filter }: JailConfig): UseDns {
  return parseUseDns(filter.usedns) ?? 'no';
}

function expanded(config: JailConfig, { value }: Located<string>): string {
  return expandRegex(value, usednsOf(config));
}

/** Networks and names in their order, then single addresses; each once, in canonical spelling. */
function ignoredOf(entries: readonly string[]): readonly string[] {
  const read = entries.map((text) => parseAddress(text)?.text ?? text);
  const isSingle = (text: string) => parseAddress(text) !== undefined && !text.includes('/');
  return [...new Set([...read.filter((text) => !isSingle(text)), ...read.filter(isSingle)])];
}

function unlessUnset(options: JailConfig['options'], name: string, value: boolean): boolean | null {
  return options.has(`bantime.${name}`) ? value : null;
}
