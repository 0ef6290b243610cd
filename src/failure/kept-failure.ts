import type { Failure, Fields } from '../filter/failure.js';
import type { EpochSeconds } from '../time/clock.js';

/** One failure as it is remembered until it leads to a ban or no longer counts. */
export interface KeptFailure {
  readonly time: EpochSeconds;
  readonly matches: readonly string[];
  readonly fields: Fields;
}

/** Of a line, and of what is captured from it, this many characters are kept: enough for a mail, and no way to fill memory or disk. */
export const longestText = 2048;

/** What is kept of a failure: its newest `maxmatches` lines, each cut to `longestText`. */
export function keptFailure({ time, matches, fields }: Failure, maxmatches: number): KeptFailure {
  const isLong = matches.some(({ length }) => length > longestText);
  const newest = matches.length > maxmatches ? newestOf(matches, maxmatches) : matches;
  // A part of a text keeps all of it in memory, a copy doesn't.
  return isLong
    ? structuredClone({ time, matches: newest.map(cut), fields: cutAll(fields) })
    : { time, matches: newest, fields };
}

/** The newest `maxmatches` of these lines, the oldest of which comes first. */
export function newestOf(lines: readonly string[], maxmatches: number): readonly string[] {
  return maxmatches <= 0 ? [] : lines.slice(-maxmatches);
}

/** Characters of all that is kept of a failure. */
export function textLength({ matches, fields }: KeptFailure): number {
  let sum = lengthOf(matches);
  for (const name in fields) sum += lengthOf(fields[name] ?? '');
  return sum;
}

function lengthOf(texts: string | readonly string[]): number {
  if (typeof texts === 'string') return texts.length;
  let sum = 0;
  for (const { length } of texts) sum += length;
  return sum;
}

function cut(text: string): string {
  return text.slice(0, longestText);
}

function cutAll(fields: Fields): Fields {
  const entries = Object.entries(fields);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value.map(cut)]),
  );
}
