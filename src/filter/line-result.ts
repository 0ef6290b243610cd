import type { EpochSeconds } from '../time/clock.js';
import type { Failure } from './failure.js';

/** What a filter made of a line. */
export interface LineResult {
  /** `ignored`: an ignoreregex matched, or the line is only context (F-NOFAIL). */
  readonly status: 'matched' | 'ignored' | 'missed';
  readonly failures: readonly Failure[];
  /** Indices of the failregexes that hit. */
  readonly regexes: readonly number[];
  /** Indices of the ignoreregexes that hit, one for each failregex they overruled. */
  readonly ignoreregexes: readonly number[];
  /** Of the failregexes that hit without a failure, who and when, in a filter that tells. */
  readonly contexts: readonly Context[];
  /** What each named group of the prefregex holds, in a filter that tells. */
  readonly prefix?: Readonly<Record<string, string | undefined>>;
}

/** A line that is only context (F-NOFAIL), or waits in its session for an id. */
export interface Context {
  readonly regex: number;
  readonly id: string | undefined;
  readonly time: EpochSeconds;
}

const none: readonly never[] = [];

export const missed: LineResult = {
  status: 'missed',
  failures: none,
  regexes: none,
  ignoreregexes: none,
  contexts: none,
};

export function ignoredBy(ignoreregexes: readonly number[]): LineResult {
  return { status: 'ignored', failures: none, regexes: none, ignoreregexes, contexts: none };
}

export function matchedBy(failure: Failure): LineResult {
  return { status: 'matched', failures: [failure], regexes: [failure.regex], ignoreregexes: none, contexts: none };
}

/** A line that makes no failure, for now. */
export function hitBy(regex: number, status: LineResult['status'], contexts: readonly Context[] = none): LineResult {
  return { status, failures: none, regexes: [regex], ignoreregexes: none, contexts };
}

/** What all failregexes that hit make of a line. */
export function together(results: readonly LineResult[]): LineResult {
  // Where all failregexes are tried, one for which the line is only context has the last word.
  const status = (['ignored', 'matched'] as const).find((wanted) => results.some((each) => each.status === wanted));
  return {
    status: status ?? 'missed',
    failures: results.flatMap(({ failures }) => failures),
    regexes: results.flatMap(({ regexes }) => regexes),
    ignoreregexes: results.flatMap(({ ignoreregexes }) => ignoreregexes),
    contexts: results.flatMap(({ contexts }) => contexts),
  };
}
