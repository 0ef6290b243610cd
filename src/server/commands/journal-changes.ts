import type { JailConfig, Located } from '../../config/configuration.js';
import { usesJournal } from '../../config/journal-use.js';
import { pythonRepr } from '../../python-repr.js';
import { shellWords } from '../../shell-words.js';
import { CommandError } from '../command-error.js';
import { placeOf } from './place-of.js';

/** Terms that must all fit: `['_COMM=sshd', 'PRIORITY=4']`. */
type Alternative = readonly string[];

/** The alternatives of journalmatch lines, in which `+` and each new line begin another one (spec runtime §1.9). */
export function journalAlternatives(lines: readonly Located<string>[]): readonly Alternative[] {
  return lines.flatMap(({ value }) => splitAtPlus(shellWords(value)));
}

/** The jail with one more match, of one or several alternatives; a jail that reads no journal stays as it is. */
export function addJournalMatch(config: JailConfig, words: readonly string[]): JailConfig {
  if (!usesJournal(config) || words.length === 0) return config;
  return withAlternatives(config, [...journalAlternatives(config.filter.journalmatch), ...splitAtPlus(words)]);
}

/** The jail without the alternative of these terms. Throws a CommandError where it has none such. */
export function deleteJournalMatch(config: JailConfig, words: readonly string[]): JailConfig {
  if (!usesJournal(config) || words.length === 0) return config;
  const alternatives = journalAlternatives(config.filter.journalmatch);
  const at = alternatives.findIndex((terms) => lineOf(terms) === lineOf(words));
  if (at === -1) throw CommandError.failed(`Match ${pythonRepr(words)} not found`);
  return withAlternatives(
    config,
    alternatives.filter((_, index) => index !== at),
  );
}

function splitAtPlus(words: readonly string[]): readonly Alternative[] {
  const alternatives: string[][] = [[]];
  for (const word of words) {
    if (word === '+') alternatives.push([]);
    else alternatives.at(-1)?.push(word);
  }
  return alternatives.filter((terms) => terms.length > 0);
}

function withAlternatives(config: JailConfig, alternatives: readonly Alternative[]): JailConfig {
  const journalmatch = alternatives.map((terms) => ({ value: lineOf(terms), where: placeOf(config, 'journalmatch') }));
  return { ...config, filter: { ...config.filter, journalmatch } };
}

/** The terms as a line of journalmatch, from which they can be read again. */
function lineOf(terms: readonly string[]): string {
  return terms.map((term) => (/^[\w.=:/@-]+$/.test(term) ? term : `'${term.replaceAll("'", `'\\''`)}'`)).join(' ');
}
