import { closeSync, openSync, writeSync } from 'node:fs';
import { pino } from 'pino';
import { reasonOf, TsbanError } from '../error.js';
import type { Level, Log } from '../log.js';
import { formatLine } from './log-format.js';

/** The log can't be written where the configuration says. */
export class LogTargetError extends TsbanError {
  readonly code = 'LOGTARGET';

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.name = 'LogTargetError';
  }
}

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

/** A logger in Fail2Ban's line format or as JSON lines. Throws LogTargetError where the target or level can't be. */
export function openLogger({ target, level, format, name }: LogOptions): Logger {
  const sink = openSink(target);
  const dated = !undated.includes(target.toUpperCase());
  const write = (line: string) => sink.write(format === 'json' ? line : `${asFail2ban(line, dated)}\n`);
  const out = pino(
    {
      level: levelName(level),
      customLevels: levels,
      useOnlyCustomLevels: true,
      base: { pid: process.pid },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    log: (at, logger, text, fields = {}) => out[at]({ ...fields, logger: `${name}.${logger}` }, text),
    reopen: () => sink.reopen(),
    close: () => sink.close(),
  };
}

function levelName(level: string): Level {
  const wanted = level.toLowerCase();
  if (Object.hasOwn(levels, wanted)) return wanted as Level;
  throw new LogTargetError(`loglevel ${JSON.stringify(level)}: use ${Object.keys(levels).join(', ').toUpperCase()}`);
}

function asFail2ban(line: string, dated: boolean): string {
  const { time, level, logger, msg } = JSON.parse(line) as { time: number; level: Level; logger: string; msg: string };
  return formatLine({ timeMs: time, level, logger, text: msg }, process.pid, dated);
}

interface Sink {
  write(line: string): void;
  reopen(): boolean;
  close(): void;
}

function openSink(target: string): Sink {
  switch (target.toUpperCase()) {
    case 'STDOUT':
    case 'SYSOUT':
    case 'SYSLOG':
    case 'SYSTEMD-JOURNAL':
      return streamSink(process.stdout);
    case 'STDERR':
      return streamSink(process.stderr);
    default:
      return fileSink(target);
  }
}

function streamSink(stream: NodeJS.WriteStream): Sink {
  const nothing = () => undefined;
  // Whoever reads may go away; that is no reason to stop banning.
  stream.on('error', nothing);
  return { write: (line) => void stream.write(line), reopen: () => false, close: nothing };
}

function fileSink(path: string): Sink {
  let descriptor = openLog(path);
  return {
    // Synchronous: a line about a ban is on disk before the ban's command starts, and none is lost in a crash.
    write(line) {
      try {
        writeSync(descriptor, line);
      } catch {
        // A full disk costs log lines, never a ban.
      }
    },
    reopen() {
      const next = openLog(path);
      closeSync(descriptor);
      descriptor = next;
      return true;
    },
    close: () => closeSync(descriptor),
  };
}

function openLog(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    const reason = reasonOf(error);
    throw new LogTargetError(`logtarget ${path}: ${reason}; choose another with --logtarget`, error);
  }
}
