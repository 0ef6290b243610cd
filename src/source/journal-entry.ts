import type { EpochSeconds } from '../time/clock.js';

/** An entry's fields as journalctl prints them. */
export type JournalFields = Readonly<Record<string, unknown>>;

/** One journal entry as a filter sees it. */
export interface JournalEntry {
  readonly cursor: string;
  readonly time: EpochSeconds;
  /** `HOSTNAME IDENTIFIER[PID]: MESSAGE` (spec runtime §1.9). */
  readonly text: string;
  readonly fields: JournalFields;
}

/** Fields that an entry is made of; journalctl always adds the cursor and its own times. */
export const journalFields = [
  'MESSAGE',
  '_HOSTNAME',
  'SYSLOG_IDENTIFIER',
  '_COMM',
  'SYSLOG_PID',
  '_PID',
  '_SOURCE_REALTIME_TIMESTAMP',
  '_SOURCE_MONOTONIC_TIMESTAMP',
] as const;

/** Reads one line of `journalctl -o json`; undefined if it is none. */
export function parseJournalEntry(json: string): JournalEntry | undefined {
  const fields = parseObject(json);
  const cursor = textOf(fields?.__CURSOR);
  const micros = Number(textOf(fields?._SOURCE_REALTIME_TIMESTAMP) || textOf(fields?.__REALTIME_TIMESTAMP) || NaN);
  if (fields === undefined || cursor === '' || Number.isNaN(micros)) return undefined;
  return { cursor, time: micros / 1e6, text: composeText(fields), fields };
}

function parseObject(json: string): JournalFields | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as JournalFields) : undefined;
  } catch {
    return undefined;
  }
}

function composeText(fields: JournalFields): string {
  const identifier = textOf(fields.SYSLOG_IDENTIFIER) || textOf(fields._COMM);
  const pid = textOf(fields.SYSLOG_PID) || textOf(fields._PID);
  const parts = [
    textOf(fields._HOSTNAME),
    identifier && `${identifier}${pid && `[${pid}]`}:`,
    identifier === 'kernel' ? monotonic(fields) : '',
    textOf(fields.MESSAGE),
  ];
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll('\n', '\\n');
}

function monotonic(fields: JournalFields): string {
  const micros = textOf(fields._SOURCE_MONOTONIC_TIMESTAMP) || textOf(fields.__MONOTONIC_TIMESTAMP);
  return micros && `[${(Number(micros) / 1e6).toFixed(6).padStart(12)}]`;
}

/** A field's text: of bytes where journalctl does not take it for text, of several values joined by a blank. */
function textOf(field: unknown): string {
  if (typeof field === 'string') return field;
  if (!Array.isArray(field)) return '';
  if (field.every((byte) => typeof byte === 'number')) return Buffer.from(field).toString('utf8');
  return field.map(textOf).join(' ');
}
