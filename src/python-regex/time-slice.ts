import { createContext, Script } from 'node:vm';

export interface TimeSlice {
  /** Milliseconds after which `isOver` asks the work to come to an end by itself. */
  readonly soft: number;
  /** Milliseconds after which it is interrupted, wherever it is: in the midst of a RegExp too. */
  readonly hard: number;
}

export type SlicedWork = (isOver: () => boolean) => void;

/** What the script calls: a context of its own is the way to hand it something without a global variable. */
const stage: { work: () => void } = { work: () => undefined };
const context = createContext(stage);
const script = new Script('work()');

/**
 * Runs work for a slice of time; false if it was interrupted. No catch and no finally of the work sees that: it is like a
 * process that is killed, but the objects it changed stay as they are, and it has to be able to go on with them. V8 looks
 * for an interruption where a function or a round of a loop begins, and within a search; nowhere else.
 */
export function runInSlice(work: SlicedWork, { soft, hard }: TimeSlice): boolean {
  const end = performance.now() + soft;
  stage.work = () => work(() => performance.now() >= end);
  try {
    script.runInContext(context, { timeout: hard });
    return true;
  } catch (error) {
    if (isTimeout(error)) return false;
    throw error;
  } finally {
    stage.work = () => undefined;
  }
}

/** The error is one of the script's context, so no Error of ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
