import { usesJournal } from '../../config/journal-use.js';
import type { JailConfig } from '../../config/configuration.js';
import type { EpochSeconds } from '../../time/clock.js';
import { journalPath } from '../../source/journal.js';
import { parseJournalMatch } from '../../source/journal-match.js';
import { parseJournalOptions } from '../../source/journal-options.js';
import { readEntries } from '../../source/journalctl.js';
import type { JournalPosition } from '../../source/line.js';

/** How far Fail2Ban has read the journal for a jail: the time of the last entry, in epoch seconds. */
export interface JournalPlace {
  readonly jail: string;
  readonly time: EpochSeconds;
}

/** Seconds by which entries may come in another order than that of their times. */
const disorder = 60;

/**
 * Where reading the journal goes on for jails that read it too: behind the last entry that Fail2Ban has read, or where
 * that is gone, behind its time (spec runtime §1.9). Rejects with a SourceError where the journal can't be read.
 */
export async function journalPositions(
  places: readonly JournalPlace[],
  jails: readonly JailConfig[],
): Promise<readonly JournalPosition[]> {
  const found: JournalPosition[] = [];
  for (const { jail, time } of places) {
    const config = jails.find(({ name }) => name === jail);
    if (config === undefined || !usesJournal(config)) continue;
    const path = journalPath(config.backend, jail);
    // A microsecond, of which a journal's times are whole numbers.
    found.push({ kind: 'journal', path, ...((await entryAt(config, time)) ?? { cursor: '', time: time + 1e-6 }) });
  }
  return found;
}

/** The last of the entries of this very time that the jail wants. */
async function entryAt(
  { backend, filter }: JailConfig,
  time: EpochSeconds,
): Promise<Pick<JournalPosition, 'cursor' | 'time'> | undefined> {
  const match = parseJournalMatch(filter.journalmatch.map(({ value }) => value));
  const range = { from: { kind: 'since', time }, follow: false } as const;
  let found: Pick<JournalPosition, 'cursor' | 'time'> | undefined;
  for await (const entries of readEntries(parseJournalOptions(backend), match, range)) {
    const same = entries.findLast((entry) => Math.round(entry.time * 1e6) === Math.round(time * 1e6));
    if (same !== undefined) found = { cursor: same.cursor, time: same.time };
    if (entries.some((entry) => entry.time > time + disorder)) break;
  }
  return found;
}
