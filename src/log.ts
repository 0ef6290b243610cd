/** Fail2Ban's level words; `notice` stands between `info` and `warning`. */
export type Level = 'critical' | 'error' | 'warning' | 'notice' | 'info' | 'debug';

/** What can happen that others follow live, in the words of `logformat = json` and of `tsban-client watch`. */
export const eventNames = [
  'found',
  'ignored',
  'ban',
  'restored',
  'prolonged',
  'unban',
  'failed',
  'in-force',
  'leaking',
  'jail-started',
  'jail-reloaded',
  'jail-stopped',
] as const;

export type EventName = (typeof eventNames)[number];

/** Structured companions of a message, for `logformat = json` and those who follow events. */
export interface LogFields {
  readonly jail?: string;
  readonly id?: string;
  readonly event?: EventName;
}

/**
 * Writes one message. `logger` is the part after `tsban.`: `filter`, `actions`, `server` …
 * The receiver escapes control characters: `text` may hold pieces of foreign log lines.
 */
export type Log = (level: Level, logger: string, text: string, fields?: LogFields) => void;
