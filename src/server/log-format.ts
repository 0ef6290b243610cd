import { escapeControls } from '../escape-controls.js';
import type { Level } from '../log.js';
import { localStamp } from '../time/local-stamp.js';

/** One message. */
export interface Message {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly level: Level;
  /** With its program name: `tsban.actions`. */
  readonly logger: string;
  readonly text: string;
}

/**
 * Fail2Ban's line, which recidive filters, logwatch and exporters parse (spec runtime §6.2):
 * `2026-11-21 07:59:40,804 tsban.actions           [18242]: NOTICE  [sshd] Ban 192.0.2.10`.
 * Without `dated` (a journal or syslog adds its own stamp) there is no date and no padding of the logger.
 */
export function formatLine({ timeMs, level, logger, text }: Message, pid: number, dated: boolean): string {
  const word = level.toUpperCase().padEnd(7);
  const body = escapeControls(text);
  return dated
    ? `${localStamp(timeMs / 1000)},${String(timeMs % 1000).padStart(3, '0')} ${logger.padEnd(24)}[${pid}]: ${word} ${body}`
    : `${logger}[${pid}]: ${word.trimEnd()} ${body}`;
}
