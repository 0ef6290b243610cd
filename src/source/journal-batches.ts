import type { EpochSeconds } from '../time/clock.js';
import { compareCursors } from './journal-cursor.js';
import type { JournalEntry } from './journal-entry.js';
import type { Batch, JournalPosition } from './line.js';

/** A batch of journal entries. */
export interface JournalBatch extends Batch {
  readonly position: JournalPosition;
}

/** Seconds: an entry younger than that shows that the past is caught up with (spec runtime §1.9). */
const fresh = 1;

interface Part {
  readonly entries: [JournalEntry, ...JournalEntry[]];
  readonly inOperation: boolean;
  readonly writtenAfterStart: boolean;
}

/** Makes batches of entries, and knows when those that were there at the start are passed. */
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

  /** Entries in their order, in one batch or, where catching up ends, two or three. */
  make(entries: readonly JournalEntry[], now: EpochSeconds): JournalBatch[] {
    const parts: Part[] = [];
    let [writtenAfterStart, inOperation] = [this.#known === undefined, this.#inOperation];
    for (const entry of entries) {
      writtenAfterStart ||= this.#known !== undefined && compareCursors(entry.cursor, this.#known) > 0;
      inOperation ||= writtenAfterStart || now - entry.time < fresh;
      append(parts, entry, { writtenAfterStart, inOperation });
    }
    return parts.map((part) => this.#batch(part));
  }

  /** Says that a batch was taken; until then its entries may come again. */
  accept({ inOperation, position }: JournalBatch): void {
    this.#inOperation ||= inOperation;
    this.pass(position.cursor);
  }

  /** Says that everything up to this cursor has been read. */
  pass(cursor: string): void {
    if (this.#known === undefined || compareCursors(cursor, this.#known) < 0) return;
    this.#known = undefined;
    this.#inOperation = true;
  }

  #batch({ entries, inOperation, writtenAfterStart }: Part): JournalBatch {
    const { cursor, time } = entries.at(-1) ?? entries[0];
    return {
      path: this.#path,
      lines: entries.map(({ text, time }, at) => ({ text, end: at + 1, time })),
      position: { kind: 'journal', path: this.#path, cursor, time },
      inOperation,
      writtenAfterStart,
    };
  }
}

/** To the last part, if that was read under the same circumstances. */
function append(parts: Part[], entry: JournalEntry, flags: Pick<Part, 'inOperation' | 'writtenAfterStart'>): void {
  const before = parts.at(-1);
  if (before?.inOperation === flags.inOperation && before.writtenAfterStart === flags.writtenAfterStart) {
    before.entries.push(entry);
  } else parts.push({ entries: [entry], ...flags });
}
