import type { LogTarget } from '../../config/log-target.js';
import type { LogFields } from '../../log.js';
import type { Message } from './format-line.js';

/** Where messages go, in whatever form. */
export interface LogOutput {
  write(message: Message, fields: LogFields): void;
  /** Writes what waits as soon as whoever says this is done: before any promise settled from now on goes on. */
  flushNext(): void;
  /** Opens a file again, after logrotate moved it; false where there is none. */
  reopen(): boolean;
  close(): void;
}

export interface OutputOptions {
  readonly target: LogTarget;
  readonly format: 'fail2ban' | 'json';
  /** The program, as its messages name it. */
  readonly name: string;
  /** Path of the socket on which syslog listens, or `auto`. */
  readonly syslogsocket: string;
}
