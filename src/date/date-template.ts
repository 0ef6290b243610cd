import { PatternError } from '../python-regex/pattern-error.js';
import type { PythonMatch } from '../python-regex/python-match.js';
import { PythonRegex } from '../python-regex/python-regex.js';
import type { EpochSeconds } from '../time/clock.js';
import { unusablePattern } from './date-pattern-error.js';
import { readEpoch, readTai64n, tai64nRegex } from './epoch.js';
import { familiarLead } from './familiar-lead.js';
import { endsWord, type FamiliarStamp, familiarStamp } from './familiar-stamp.js';
import { type ParsedDatePattern, parseDatePattern } from './parse-date-pattern.js';
import { readFields, type WrittenDate } from './written-date.js';

/** Where a template found a date: `text.slice(start, end)` is its group 1, the part that is cut out. */
export interface DateMatch {
  readonly start: number;
  readonly end: number;
  /** Columns of all that matched, group 1 and what stands around it. */
  readonly from: number;
  readonly to: number;
  readonly isTai64n: boolean;
  /** What is written there; a number is a time already. Throws ZoneError. */
  readonly read: () => WrittenDate | EpochSeconds;
}

/** One datepattern entry, ready to search. */
export interface DateTemplate {
  /** The pattern with its codes in words, by which reports call it; no two templates of a detector share one. */
  readonly name: string;
  /** The entry as it is written. */
  readonly pattern: string;
  /** How much its hits count for when templates are reordered (spec config-and-filters §5.4). */
  readonly weight: number;
  /** The Python regex searched for. */
  readonly regex: string;
  /** True if it can only be found at the start, or at the end, of a line. */
  readonly anchored: boolean;
  /** Searches given up so far. */
  readonly givenUp: number;
  /** Reads most of its dates without the regex. */
  readonly familiar: FamiliarStamp | undefined;
  /** Where the date of an anchored template that is familiar can only begin; -1 for nowhere. */
  readonly startIn: (text: string) => number;
  /** The first date at or after a column. */
  search(text: string, from?: number): DateMatch | undefined;
}

/** The part of a match that is cut out. */
function cutOf(match: PythonMatch, wrapped: boolean): readonly [start: number, end: number] {
  if (wrapped) return [match.end - (match.group(1)?.length ?? 0), match.end];
  // A group 1 that took no part is one that matched nothing.
  return match.span(1) ?? [match.start, match.start];
}

function readMatch(match: PythonMatch): WrittenDate | EpochSeconds {
  const fields = match.named();
  const { epoch, tai64n } = fields;
  if (epoch !== undefined) return readEpoch(epoch);
  return tai64n === undefined ? readFields(fields) : readTai64n(tai64n);
}

/** Compiles one entry, or most of it `later`; `thisYear` bounds the years %ExY accepts. Throws DatePatternError. */
export function compileDateTemplate(pattern: string, thisYear: number, later = false): DateTemplate {
  const parsed = parseDatePattern(pattern, thisYear);
  const compiled = compile(pattern, parsed, later);
  return createTemplate(pattern, parsed, thisYear, 1, { compiled: () => compiled, givenUp: () => compiled.givenUp });
}

/** The template of an entry known to be good, which is compiled when it is first searched for: most of them never are. */
export function knownDateTemplate(pattern: string, thisYear: number, weight: number): DateTemplate {
  const parsed = parseDatePattern(pattern, thisYear);
  let compiled: PythonRegex | undefined;
  return createTemplate(pattern, parsed, thisYear, weight, {
    compiled: () => (compiled ??= compile(pattern, parsed)),
    // Only a search for a back-reference is ever given up.
    givenUp: () => 0,
  });
}

function createTemplate(
  pattern: string,
  { label, regex, shape, wrapped, anchored }: ParsedDatePattern,
  thisYear: number,
  weight: number,
  { compiled, givenUp }: { readonly compiled: () => PythonRegex; readonly givenUp: () => number },
): DateTemplate {
  const lead = anchored && !wrapped ? familiarLead(regex, thisYear) : undefined;
  const isTai64n = regex.includes(tai64nRegex);
  // Many lines were written in the same second as the one before them.
  let last: { readonly stamp: string | undefined; readonly date: WrittenDate | EpochSeconds } | undefined;
  return {
    name: label,
    pattern,
    weight,
    regex,
    anchored,
    get givenUp() {
      return givenUp();
    },
    familiar: familiarStamp(lead?.shape ?? shape, thisYear),
    startIn: lead?.startIn ?? startOfLine,
    search(text, from) {
      const match = compiled().search(text, from);
      if (match === undefined) return undefined;
      const [start, end] = cutOf(match, wrapped);
      const read = () => {
        const stamp = match.group(0);
        if (last !== undefined && last.stamp === stamp) return last.date;
        const date = readMatch(match);
        last = { stamp, date };
        return date;
      };
      return { start, end, from: match.start, to: match.end, isTai64n, read };
    },
  };
}

function compile(pattern: string, { regex, wrapped }: ParsedDatePattern, later = false): PythonRegex {
  try {
    return PythonRegex.compile(regex, { indices: !wrapped, later });
  } catch (error) {
    throw error instanceof PatternError ? unusablePattern(pattern, error.message) : error;
  }
}

/** Behind the up to two characters that may stand before a date that begins a line. */
function startOfLine(text: string): number {
  if (!endsWord(text, 0, text.length)) return 0;
  return endsWord(text, 1, text.length) ? 2 : 1;
}
