import type { LogTarget } from '../../config/log-target.js';
import { levelAt } from '../../config/server-words.js';
import type { Log } from '../../log.js';
import { systemClock } from '../../time/clock.js';
import { LogTargetError } from './log-sink.js';
import type { OutputOptions } from './log-output.js';
import { openOutput } from './open-output.js';
import { severities } from './severities.js';

export interface LogOptions extends OutputOptions {
  /** A name or number of a level, as in tsban.conf. */
  readonly level: string;
}

/** The log, whose level and target may change. */
export interface Logger {
  readonly log: Log;
  /** Throws a LogTargetError where there is no such level. */
  setLevel(level: string): void;
  /** Goes on elsewhere. Rejects with a LogTargetError, and goes on where it was, where that can't be had. */
  setTarget(target: LogTarget, syslogsocket: string): Promise<void>;
  /** Opens the file again, after logrotate moved it; false where the target is no file. */
  reopen(): boolean;
  close(): void;
}

/** A logger in Fail2Ban's line format or as JSON lines. Rejects with a LogTargetError where the target or level can't be. */
export async function openLogger(options: LogOptions): Promise<Logger> {
  let least = severityAt(
    options.level,
    `loglevel ${options.level}: write CRITICAL, ERROR, WARNING, NOTICE, INFO or DEBUG`,
  );
  let output = await openOutput(options);
  return {
    log(level, logger, text, fields = {}) {
      if (severities[level] < least) return;
      const timeMs = Math.round(systemClock() * 1000);
      output.write({ timeMs, level, logger: `${options.name}.${logger}`, text }, fields);
      // A line about a ban is on disk before the ban's command starts; a thousand of them at once.
      if (severities[level] > severities.info) output.flushNext();
    },
    setLevel(level) {
      least = severityAt(level, `Invalid log level '${level.toUpperCase()}'`);
    },
    async setTarget(target, syslogsocket) {
      const next = await openOutput({ ...options, target, syslogsocket });
      output.close();
      output = next;
    },
    reopen: () => output.reopen(),
    close: () => output.close(),
  };
}

function severityAt(level: string, otherwise: string): number {
  const least = levelAt(level);
  if (least === undefined) throw new LogTargetError(otherwise);
  return severities[least];
}
