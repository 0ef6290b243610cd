import { resolve } from 'node:path';
import type { EpochSeconds } from '../time/clock.js';
import { journalFields } from './journal-entry.js';
import type { JournalOptions } from './journal-options.js';

/** Which entries: those behind a cursor, those not older than a time, only the last, or all there are. */
export type JournalRange =
  | { readonly kind: 'after'; readonly cursor: string }
  | { readonly kind: 'since'; readonly time: EpochSeconds }
  | { readonly kind: 'last' }
  | { readonly kind: 'all' };

const [currentUser, system, localOnly] = [8, 4, 1];

/** Arguments with which journalctl prints entries as JSON, and goes on doing so unless the last or all that are there are wanted. */
export function journalctlArguments(
  journal: JournalOptions,
  matches: readonly string[],
  range: JournalRange,
): string[] {
  return [
    '--output=json',
    `--output-fields=${journalFields.join(',')}`,
    // Without it long fields are left out.
    '--all',
    '--quiet',
    '--no-pager',
    ...rangeArguments(range),
    ...journalArguments(journal),
    '--',
    ...matches,
  ];
}

function rangeArguments(range: JournalRange): string[] {
  switch (range.kind) {
    case 'after':
      return ['--follow', '--no-tail', `--after-cursor=${range.cursor}`];
    case 'since':
      return ['--follow', '--no-tail', `--since=@${range.time.toFixed(6)}`];
    case 'last':
      return ['--lines=1'];
    case 'all':
      return [];
  }
}

function journalArguments({ journalpath, journalfiles, journalflags, namespace }: JournalOptions): string[] {
  if (journalpath !== undefined) return [`--directory=${resolve(journalpath)}`];
  // Followed by a relative name, journalctl ends with an error.
  if (journalfiles !== undefined) return journalfiles.map((file) => `--file=${resolve(file)}`);
  const flags = journalflags ?? localOnly;
  return [
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...(flags & localOnly ? [] : ['--merge']),
    ...(flags & system ? ['--system'] : []),
    ...(flags & currentUser ? ['--user'] : []),
  ];
}
