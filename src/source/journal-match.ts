import { shellWords } from '../shell-words.js';
import type { JournalFields } from './journal-entry.js';
import { SourceError } from './source-error.js';

/** Alternatives, of which one must fit; in it every field must have one of its values. None at all: everything fits. */
export type JournalMatch = readonly ReadonlyMap<string, readonly string[]>[];

// Anything else journalctl refuses, which would end the reading for everybody.
const term = /^(_?[A-Z0-9][A-Z0-9_]*)=([^\0]*)$/su;

/**
 * Reads journalmatch lines as shell words: terms of a line are ANDed (the same field twice: ORed), `+` and the next line
 * begin an alternative (spec runtime §1.9).
 * @throws SourceError for a term that is not FIELD=value.
 */
export function parseJournalMatch(lines: readonly string[]): JournalMatch {
  const alternatives: Map<string, string[]>[] = [];
  for (const words of lines.map(shellWords)) {
    let current: Map<string, string[]> | undefined;
    for (const word of words) {
      if (word === '+') current = undefined;
      else {
        if (current === undefined) alternatives.push((current = new Map<string, string[]>()));
        addTerm(current, word);
      }
    }
  }
  return alternatives;
}

function addTerm(alternative: Map<string, string[]>, word: string): void {
  const [, field, value] = term.exec(word) ?? [];
  if (field === undefined || value === undefined) {
    throw new SourceError(`journalmatch: '${word}' is no match; write FIELD=value, FIELD in capital letters`);
  }
  alternative.set(field, [...(alternative.get(field) ?? []), value]);
}

/** One match for all entries that fit at least one of `matches`, each alternative once. */
export function unionOf(matches: readonly JournalMatch[]): JournalMatch {
  if (matches.some((match) => match.length === 0)) return [];
  const all = matches.flat().map((alternative) => [termsOf(alternative).join('\0'), alternative] as const);
  return [...new Map(all).values()];
}

/** The match as journalctl takes it, and `status` shows it. */
export function matchWords(match: JournalMatch): readonly string[] {
  return match.flatMap((alternative, at) => [...(at === 0 ? [] : ['+']), ...termsOf(alternative)]);
}

/** Names of the fields that decide. */
export function matchedFields(match: JournalMatch): readonly string[] {
  return match.flatMap((alternative) => [...alternative.keys()]);
}

/** True if journalctl would print an entry with these fields for this match. */
export function fitsMatch(match: JournalMatch, fields: JournalFields): boolean {
  return match.length === 0 || match.some((alternative) => fitsAlternative(alternative, fields));
}

function fitsAlternative(alternative: ReadonlyMap<string, readonly string[]>, fields: JournalFields): boolean {
  for (const [field, values] of alternative) {
    if (!values.some((value) => hasValue(fields[field], value))) return false;
  }
  return true;
}

/** A field is text, an array of bytes where it is not printable, or an array of those where it has several values. */
function hasValue(field: unknown, value: string): boolean {
  if (typeof field === 'string') return field === value;
  if (!Array.isArray(field)) return false;
  if (field.every((byte) => typeof byte === 'number')) return Buffer.from(value).equals(Buffer.from(field));
  return field.some((one) => hasValue(one, value));
}

function termsOf(alternative: ReadonlyMap<string, readonly string[]>): string[] {
  return [...alternative].flatMap(([field, values]) => values.map((value) => `${field}=${value}`));
}
