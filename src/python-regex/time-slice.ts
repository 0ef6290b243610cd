import { createContext, Script } from 'node:vm';

export interface TimeSlice {
  /** Milliseconds after which `isOver` asks the work to come to an end by itself. */
  readonly soft: number;
  /** Milliseconds after which it is interrupted, wherever it is: in the midst of a RegExp too. */
  readonly hard: number;
  /**
   * Milliseconds of processor time without which a slice that was interrupted is none: the machine was busy otherwise. With
   * 0 nobody looks.
   */
  readonly fair: number;
}

/** `starved`: interrupted without a fair share of the processor. */
export type SliceEnd = 'done' | 'interrupted' | 'starved';

export type SlicedWork = (isOver: () => boolean) => void;

const nothing = (): void => undefined;
let underWay = nothing;
/**
 * A context of its own is the way to hand the script something without a global variable. What it is handed never changes:
 * V8 keeps alive, until its next full collection, whatever was once in its place.
 */
const context = createContext({ work: () => underWay() });
const script = new Script('work()');

/**
 * Runs work for a slice of time, and tells whether it was interrupted. No catch and no finally of the work sees that: it is like a
 * process that is killed, but the objects it changed stay as they are, and it has to be able to go on with them. V8 looks
 * for an interruption where a function or a round of a loop begins, and within a search; nowhere else.
 */
export function runInSlice(work: SlicedWork, { soft, hard, fair }: TimeSlice): SliceEnd {
  // The look takes longer than some slices do.
  const cpuBefore = fair > 0 ? process.cpuUsage() : undefined;
  const end = performance.now() + soft;
  underWay = () => {
    work(() => performance.now() >= end);
  };
  try {
    script.runInContext(context, { timeout: hard });
    return 'done';
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return cpuBefore !== undefined && spentSince(cpuBefore) < fair ? 'starved' : 'interrupted';
  } finally {
    underWay = nothing;
  }
}

/** Milliseconds of processor time. */
function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The error is one of the script's context, so no Error of ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
