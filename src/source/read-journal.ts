import { parseJournalMatch } from './journal-match.js';
import { parseJournalOptions } from './journal-options.js';
import { readEntries } from './journalctl.js';
import type { Line } from './line.js';

/**
 * All entries that a journal holds now, oldest first, as filters see them (spec runtime §1.9). `backend` may have options in
 * brackets, as `systemd[journalpath=/x]` has; without a journalmatch every entry fits.
 * @throws SourceError for options or matches that make no sense, and where journalctl fails.
 */
export async function* readJournal(backend: string, journalmatch: readonly string[]): AsyncGenerator<readonly Line[]> {
  const everything = { from: { kind: 'first' }, follow: false } as const;
  const match = parseJournalMatch(journalmatch);
  for await (const entries of readEntries(parseJournalOptions(backend), match, everything)) {
    yield entries.map(({ text, time }) => ({ text, end: 0, time }));
  }
}
