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
}

/** What one failregex found in a line. */
export interface Hit {
  readonly regex: number;
  readonly status: LineResult['status'];
  readonly failure?: Failure;
  readonly ignoreregex?: number;
}

export const missed: LineResult = { status: 'missed', failures: [], regexes: [], ignoreregexes: [] };

export function resultOf(hits: readonly Hit[]): LineResult {
  if (hits.length === 0) return missed;
  const status = (['matched', 'ignored'] as const).find((wanted) => hits.some((hit) => hit.status === wanted));
  return {
    status: status ?? 'missed',
    failures: hits.flatMap(({ failure }) => failure ?? []),
    regexes: hits.filter((hit) => hit.status !== 'missed' && hit.ignoreregex === undefined).map(({ regex }) => regex),
    ignoreregexes: hits.flatMap(({ ignoreregex }) => ignoreregex ?? []),
  };
}
