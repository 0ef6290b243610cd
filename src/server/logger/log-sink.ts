import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogTarget } from '../../config/log-target.js';
import { reasonOf, TsbanError } from '../../error.js';

/** The log can't be written where the configuration says. */
export class LogTargetError extends TsbanError {
  readonly code = 'LOGTARGET';

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.name = 'LogTargetError';
  }
}

/** Characters that wait to be written at once. */
const longestWaiting = 65_536;

/** Where lines of the log go. */
export interface LogSink {
  write(text: string): void;
  reopen(): boolean;
  close(): void;
}

/** A sink that may wait a moment for more. */
export interface BatchedSink extends LogSink {
  /** Writes what there is as soon as whoever says this is done: before any promise settled from now on goes on. */
  flushNext(): void;
}

/** Writes many lines at once: before the event loop waits again, or when asked to. Nothing is lost but by SIGKILL. */
export function batched(sink: LogSink): BatchedSink {
  let waiting = '';
  let isDue = false;
  let isNext = false;
  const flush = () => {
    isDue = false;
    isNext = false;
    if (waiting === '') return;
    sink.write(waiting);
    waiting = '';
  };
  process.on('exit', flush);
  return {
    flushNext() {
      if (!isNext) queueMicrotask(flush);
      isNext = true;
    },
    write(text) {
      waiting += text;
      if (waiting.length >= longestWaiting) flush();
      if (isDue) return;
      isDue = true;
      setImmediate(flush);
    },
    reopen() {
      flush();
      return sink.reopen();
    },
    close() {
      flush();
      process.off('exit', flush);
      sink.close();
    },
  };
}

/** Opens a file, or one of the two streams. Throws LogTargetError. */
export function openSink({ kind, name }: Pick<LogTarget, 'kind' | 'name'>): LogSink {
  if (kind === 'file') return fileSink(name);
  return streamSink(kind === 'stderr' ? process.stderr : process.stdout);
}

function streamSink(stream: NodeJS.WriteStream): LogSink {
  const nothing = () => undefined;
  // Whoever reads may go away; that is no reason to stop banning.
  stream.on('error', nothing);
  return { write: (text) => void stream.write(text), reopen: () => false, close: nothing };
}

function fileSink(path: string): LogSink {
  let descriptor = openLog(path);
  return {
    write(text) {
      try {
        writeSync(descriptor, text);
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
