import type { EpochSeconds } from '../time/clock.js';
import { type JournalEntry, parseJournalEntry } from './journal-entry.js';
import type { Batch } from './line.js';

/** Seconds: an entry younger than that shows that the past is caught up with (spec runtime §1.9). */
const fresh = 1;

interface Part {
  readonly entries: JournalEntry[];
  readonly last: JournalEntry;
  readonly inOperation: boolean;
  readonly writtenAfterStart: boolean;
}

/** Makes batches of journalctl's lines, and knows when the entries that were there at the start are passed. */
export class JournalBatches {
  readonly #path: string;
  /** Cursor of the last entry that was there at the start, until it is passed. */
  #known: string | undefined;
  #inOperation: boolean;

  /** `known` is undefined if at the start there was nothing to catch up with. */
  constructor(path: string, known: string | undefined) {
    this.#path = path;
    this.#known = known;
    this.#inOperation = known === undefined;
  }

  /** Entries in their order, in one batch or, where catching up ends, two; a line that is no entry is left out. */
  make(lines: readonly string[], now: EpochSeconds): Batch[] {
    const parts: Part[] = [];
    for (const line of lines) {
      const entry = parseJournalEntry(line);
      if (entry !== undefined) this.#append(parts, entry, now);
    }
    return parts.map((part) => this.#batch(part));
  }

  #append(parts: Part[], entry: JournalEntry, now: EpochSeconds): void {
    this.#inOperation ||= now - entry.time < fresh;
    const flags = { inOperation: this.#inOperation, writtenAfterStart: this.#known === undefined };
    const before = parts.at(-1);
    const fits = before?.inOperation === flags.inOperation && before.writtenAfterStart === flags.writtenAfterStart;
    const entries = fits ? (parts.pop()?.entries ?? []) : [];
    entries.push(entry);
    parts.push({ entries, last: entry, ...flags });
    if (entry.cursor !== this.#known) return;
    this.#known = undefined;
    this.#inOperation = true;
  }

  #batch({ entries, last, inOperation, writtenAfterStart }: Part): Batch {
    return {
      path: this.#path,
      lines: entries.map(({ text, time }, at) => ({ text, end: at + 1, time })),
      position: { kind: 'journal', path: this.#path, cursor: last.cursor, time: last.time },
      inOperation,
      writtenAfterStart,
    };
  }
}
