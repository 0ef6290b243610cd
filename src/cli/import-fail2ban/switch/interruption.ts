import { TsbanError } from '../../../error.js';

/** Somebody wants the change to end. */
export class InterruptedError extends TsbanError {
  readonly code = 'INTERRUPTED';
}

/** What would end the process is a wish from now on, until `end`. */
export interface Interruption {
  /** Aborted, with an InterruptedError, when somebody wishes so. */
  readonly signal: AbortSignal;
  end(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Keeps the process alive through ^C, and through the end of its terminal, in which nothing can be written any more. */
export function takeInterrupts(): Interruption {
  const controller = new AbortController();
  const abort = (name: string) => controller.abort(new InterruptedError(`stopped by ${name}`));
  for (const name of signals) process.on(name, abort);
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => undefined);
  }
  return {
    signal: controller.signal,
    end: () => signals.forEach((name) => process.off(name, abort)),
  };
}
