import { usualFormat } from '../../config/line-format.js';
import { TsbanError } from '../../error.js';
import type { Level } from '../../log.js';
import { formatLine } from '../../server/logger/format-line.js';
import { systemClock } from '../../time/clock.js';
import type { Streams } from './options.js';

/** The words of `--log-level`, from the fewest messages to the most. */
export const levels = ['critical', 'error', 'warning', 'notice', 'info', 'debug', 'tracedebug', 'heavydebug'] as const;

type WantedLevel = (typeof levels)[number];

class LogLevelError extends TsbanError {
  readonly code = 'LOG_LEVEL';
}

/** Reads `--log-level`, in any case. Throws a TsbanError. */
export function levelOf(text: string): WantedLevel {
  const level = levels.find((known) => known === text.toLowerCase());
  if (level === undefined) {
    throw new LogLevelError(`Invalid log level '${text}'. Write one of ${levels.join(', ')}`);
  }
  return level;
}

export interface MessageOptions {
  /** Undefined if none was asked for: warnings then go to where errors go. */
  readonly level: WantedLevel | undefined;
  /** Messages that were asked for are part of the output. */
  readonly toOut: boolean;
  /** How to tell where a message arose. */
  readonly traceback: 'short' | 'full' | undefined;
}

/** What tsban-regex has to say besides its report: log messages, and where errors arose. */
export class Messages implements Streams {
  readonly #streams: Streams;
  readonly #options: MessageOptions;

  constructor(streams: Streams, options: MessageOptions) {
    this.#streams = streams;
    this.#options = options;
  }

  readonly out = (text: string): Promise<void> => this.#streams.out(text);

  readonly warn = (text: string): void => {
    const told = text + this.#whence(new Error(text));
    const { level, toOut } = this.#options;
    if (level !== undefined && levels.indexOf(level) < levels.indexOf('warning')) return;
    if (level !== undefined && toOut) void this.#streams.out(`${asLogged('warning', told)}\n`);
    else this.#streams.warn(told);
  };

  /** Tells where an error arose, if that is wanted. */
  trace(error: unknown): void {
    const whence = error instanceof Error ? this.#whence(error) : '';
    if (whence !== '') this.#streams.warn(`Traceback${whence}`);
  }

  #whence({ stack = '' }: Error): string {
    const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
    if (this.#options.traceback === 'full') return `\n${frames.join('\n')}`;
    if (this.#options.traceback === undefined) return '';
    const places = frames.flatMap((frame) => /([\w.-]+):(\d+):\d+\)?$/.exec(frame)?.slice(1, 3).join(':') ?? []);
    return ` [${places.reverse().join('>')}]`;
  }
}

function asLogged(level: Level, text: string): string {
  const timeMs = Math.round(systemClock() * 1000);
  return formatLine({ timeMs, level, logger: 'tsban.filter', text }, process.pid, usualFormat);
}
