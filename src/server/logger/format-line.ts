import type { LineField, LineFormat } from '../../config/line-format.js';
import { escapeControls } from '../../escape-controls.js';
import type { Level } from '../../log.js';
import { localStamp } from '../../time/local-stamp.js';

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
 * A line without its end, such as Fail2Ban's, which recidive filters, logwatch and exporters parse (spec runtime §6.2):
 * `2026-11-21 07:59:40,804 tsban.actions           [18242]: NOTICE  [sshd] Ban 192.0.2.10`.
 */
export function formatLine(message: Message, pid: number, format: LineFormat): string {
  let line = '';
  for (const piece of format) line += typeof piece === 'string' ? piece : padded(valueOf(piece, message, pid), piece);
  return line;
}

function valueOf({ field }: LineField, { timeMs, level, logger, text }: Message, pid: number): string {
  switch (field) {
    case 'asctime':
      return `${localStamp(timeMs / 1000)},${String(timeMs % 1000).padStart(3, '0')}`;
    case 'name':
      return logger;
    case 'process':
      return String(pid);
    case 'levelname':
      return level.toUpperCase();
    case 'message':
      return escapeControls(text);
  }
}

function padded(value: string, { width, isLeft }: LineField): string {
  return isLeft ? value.padEnd(width) : value.padStart(width);
}
