import type { JailConfig } from '../../config/configuration.js';
import { readWords } from '../../config/values.js';
import { canonicalId } from '../../net/address.js';
import { CommandError } from '../command-error.js';
import { placeOf } from './place-of.js';

/** The jail with more to ignore: addresses, networks, host names and `file:PATH`, as in ignoreip. */
export function addIgnored(config: JailConfig, words: readonly string[]): JailConfig {
  const added = words.flatMap((value) => readWords({ value, where: placeOf(config, 'ignoreip') }));
  const known = new Set(config.ignoreip.map(({ value }) => canonicalId(value)));
  return { ...config, ignoreip: [...config.ignoreip, ...added.filter(({ value }) => !known.has(canonicalId(value)))] };
}

/** The jail without an entry of its ignoreip, in whatever spelling. Throws a CommandError where there is no such entry. */
export function deleteIgnored(config: JailConfig, word: string): JailConfig {
  const ignoreip = config.ignoreip.filter(({ value }) => canonicalId(value) !== canonicalId(word));
  if (ignoreip.length === config.ignoreip.length) throw CommandError.failed('list.remove(x): x not in list');
  return { ...config, ignoreip };
}
