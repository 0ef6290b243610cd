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
  /** Of the failregexes that hit without a failure, who and when. */
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

/** What one failregex found in a line. */
export interface Hit {
  readonly regex: number;
  readonly status: LineResult['status'];
  readonly failure?: Failure;
  readonly context?: Context;
  readonly ignoreregexes?: readonly number[];
}

const none: readonly never[] = [];

export const missed: LineResult = {
  status: 'missed',
  failures: none,
  regexes: none,
  ignoreregexes: none,
  contexts: none,
};

export function resultOf(hits: readonly Hit[]): LineResult {
  const [hit] = hits;
  if (hit === undefined) return missed;
  if (hits.length === 1) return resultOfOne(hit);
  // Where all failregexes are tried, one for which the line is only context has the last word.
  const status = (['ignored', 'matched'] as const).find((wanted) => hits.some((hit) => hit.status === wanted));
  return {
    status: status ?? 'missed',
    failures: hits.flatMap(({ failure }) => failure ?? []),
    regexes: hits.filter((hit) => hit.status !== 'missed' && hit.ignoreregexes === undefined).map(({ regex }) => regex),
    ignoreregexes: hits.flatMap(({ ignoreregexes }) => ignoreregexes ?? []),
    contexts: hits.flatMap(({ context }) => context ?? []),
  };
}

/** The same for one hit, as nearly every line that is not missed has. */
function resultOfOne({ regex, status, failure, context, ignoreregexes }: Hit): LineResult {
  return {
    status,
    failures: failure === undefined ? none : [failure],
    regexes: status === 'missed' || ignoreregexes !== undefined ? none : [regex],
    ignoreregexes: ignoreregexes ?? none,
    contexts: context === undefined ? none : [context],
  };
}
