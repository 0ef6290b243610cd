import { resolve } from 'node:path';
import type { EpochSeconds } from '../time/clock.js';
import { journalFields } from './journal-entry.js';
import { type JournalMatch, matchedFields, matchWords } from './journal-match.js';
import type { JournalOptions } from './journal-options.js';

/** Where reading begins: at the entry of a cursor, or what comes next where that is gone; at a time; or at the first entry. */
export type JournalStart =
  | { readonly kind: 'cursor'; readonly cursor: string }
  | { readonly kind: 'since'; readonly time: EpochSeconds }
  | { readonly kind: 'first' };

/**
 * Which entries: from a start on, with what comes later if `follow` is true, or only the last. Of this machine's own journal
 * journalctl follows the present boot only: what is older has to be read before without `follow`.
 */
export type JournalRange = { readonly from: JournalStart; readonly follow: boolean } | 'last';

const [currentUser, system, localOnly] = [8, 4, 1];

/** Arguments with which journalctl prints the entries that fit the match as JSON. */
export function journalctlArguments(journal: JournalOptions, match: JournalMatch, range: JournalRange): string[] {
  return [
    '--output=json',
    `--output-fields=${[...new Set([...journalFields, ...matchedFields(match)])].join(',')}`,
    // Without it long fields are left out.
    '--all',
    '--quiet',
    '--no-pager',
    ...(range === 'last' ? ['--lines=1'] : rangeArguments(range.from, range.follow)),
    ...journalArguments(journal),
    '--',
    ...matchWords(match),
  ];
}

function rangeArguments(from: JournalStart, follow: boolean): string[] {
  return [...(follow ? ['--follow', '--no-tail'] : []), ...startArguments(from)];
}

function startArguments(from: JournalStart): string[] {
  switch (from.kind) {
    case 'cursor':
      // Not --after-cursor: where the entry is gone or does not fit the match, that leaves out the next one too.
      return [`--cursor=${from.cursor}`];
    case 'since':
      return [`--since=@${from.time.toFixed(6)}`];
    case 'first':
      return [];
  }
}

function journalArguments({ journalpath, journalfiles, journalflags, namespace }: JournalOptions): string[] {
  // Followed by a relative name, journalctl ends with an error; followed without --merge it only shows one boot.
  if (journalpath !== undefined) return ['--merge', `--directory=${resolve(journalpath)}`];
  if (journalfiles !== undefined) return ['--merge', ...journalfiles.map((file) => `--file=${resolve(file)}`)];
  const flags = journalflags ?? localOnly;
  return [
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...(flags & localOnly ? [] : ['--merge']),
    ...(flags & system ? ['--system'] : []),
    ...(flags & currentUser ? ['--user'] : []),
  ];
}
