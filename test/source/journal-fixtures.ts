import type { JournalEntry } from '../../src/source/journal-entry.js';

/** The cursor of the entry of this number in the first sequence, one second after the one before. */
export function cursorOf(number: number): string {
  return `s=5;i=${number.toString(16)};b=b0;m=${(number * 1e6).toString(16)};t=${(number * 1e6).toString(16)};x=${number.toString(16)}`;
}

/** An entry that says its own number, written at second `number`. */
export function entryOf(number: number, fields: object = {}): JournalEntry {
  return { cursor: cursorOf(number), time: number, text: String(number), fields: { ...fields } };
}
