import { parseJournalEntry } from './journal-entry.js';
import { journalMatches, parseJournalOptions } from './journal-options.js';
import { startJournalctl } from './journalctl.js';
import { journalctlArguments } from './journalctl-arguments.js';
import type { Line } from './line.js';
import { SourceError } from './source-error.js';

/**
 * All entries that a journal holds now, oldest first, as filters see them (spec runtime §1.9). `backend` may have options in
 * brackets, as `systemd[journalpath=/x]` has; without a journalmatch every entry fits.
 * @throws SourceError for options or matches that make no sense, and where journalctl fails.
 */
export async function* readJournal(backend: string, journalmatch: readonly string[]): AsyncGenerator<readonly Line[]> {
  const journal = parseJournalOptions(backend);
  const journalctl = startJournalctl(journalctlArguments(journal, journalMatches(journalmatch), { kind: 'all' }));
  try {
    for await (const lines of journalctl.lines) {
      yield lines.flatMap((json) => {
        const entry = parseJournalEntry(json);
        return entry === undefined ? [] : [{ text: entry.text, end: 0, time: entry.time }];
      });
    }
    const failure = await journalctl.failure();
    if (failure !== undefined) throw new SourceError(`the journal can't be read with journalctl: ${failure}`);
  } finally {
    journalctl.stop();
  }
}
