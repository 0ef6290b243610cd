import type { Level, Log } from '../log.js';
import { systemClock } from '../time/clock.js';
import { formatLine } from './log-format.js';
import { batched, type LogSink, LogTargetError, openSink } from './log-sink.js';

/** Numbers of pino's scale; `notice` between `info` and `warning` as in Fail2Ban. */
const levels: Record<Level, number> = { debug: 20, info: 30, notice: 35, warning: 40, error: 50, critical: 60 };

/** Standard output without a date: systemd hands it on to the journal, and that to syslog, with stamps of their own. */
const undated = ['SYSOUT', 'SYSLOG', 'SYSTEMD-JOURNAL'];

export interface LogOptions {
  /** A path, STDOUT, STDERR, or one of `undated`. */
  readonly target: string;
  readonly level: string;
  readonly format: 'fail2ban' | 'json';
  /** First part of logger names: `tsban`, or `fail2ban` for tools that insist on it. */
  readonly name: string;
}

export interface Logger {
  readonly log: Log;
  /** Opens the file again, after logrotate moved it; false where the target is no file. */
  reopen(): boolean;
  close(): void;
}

/** A logger in Fail2Ban's line format or as JSON lines. Rejects with a LogTargetError where the target or level can't be. */
export async function openLogger({ target, level, format, name }: LogOptions): Promise<Logger> {
  const least = levelName(level);
  const sink = batched(openSink(target));
  const write = format === 'json' ? await jsonWriter(sink) : lineWriter(sink, !undated.includes(target.toUpperCase()));
  return {
    log(at, logger, text, fields = {}) {
      if (levels[at] < levels[least]) return;
      write(at, `${name}.${logger}`, text, fields);
      // A line about a ban is on disk before the ban's command starts; a thousand of them at once.
      if (levels[at] > levels.info) sink.flushNext();
    },
    reopen: () => sink.reopen(),
    close: () => sink.close(),
  };
}

function lineWriter(sink: LogSink, dated: boolean): Log {
  return (level, logger, text) => {
    sink.write(
      `${formatLine({ timeMs: Math.round(systemClock() * 1000), level, logger, text }, process.pid, dated)}\n`,
    );
  };
}

async function jsonWriter(sink: LogSink): Promise<Log> {
  // Only here: it takes 8 MiB.
  const { pino } = await import('pino');
  const options = {
    level: 'debug',
    customLevels: levels,
    useOnlyCustomLevels: true,
    base: { pid: process.pid },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const out = pino(options, sink);
  return (level, logger, text, fields) => out[level]({ ...fields, logger }, text);
}

function levelName(level: string): Level {
  const wanted = level.toLowerCase();
  if (Object.hasOwn(levels, wanted)) return wanted as Level;
  throw new LogTargetError(`loglevel ${JSON.stringify(level)}: use ${Object.keys(levels).join(', ').toUpperCase()}`);
}
