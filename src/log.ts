/** Fail2Ban's level words; `notice` stands between `info` and `warning`. */
export type Level = 'critical' | 'error' | 'warning' | 'notice' | 'info' | 'debug';

/** Structured companions of a message, for `logformat = json`. */
export interface LogFields {
  readonly jail?: string;
  readonly id?: string;
  readonly event?: string;
}

/**
 * Writes one message. `logger` is the part after `tsban.`: `filter`, `actions`, `server` …
 * The receiver escapes control characters: `text` may hold pieces of foreign log lines.
 */
export type Log = (level: Level, logger: string, text: string, fields?: LogFields) => void;
