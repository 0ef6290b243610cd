import { PatternError } from '../python-regex/pattern-error.js';
import { PythonRegex } from '../python-regex/python-regex.js';
import type { EpochSeconds } from '../time/clock.js';
import { unusablePattern } from './date-pattern-error.js';
import { readEpoch, readTai64n } from './epoch.js';
import { parseDatePattern } from './parse-date-pattern.js';
import { type DateFields, timeOf } from './strptime.js';

/** Where a template found a date: `text.slice(start, end)` is its group 1, the part that is cut out. */
export interface DateMatch {
  readonly start: number;
  readonly end: number;
  /** Columns of all that matched, group 1 and what stands around it. */
  readonly from: number;
  readonly to: number;
  /** `logOffset` is the zone of a date that names none, in seconds east of UTC, if not the process's own; undefined where no such date exists. */
  readonly time: (now: EpochSeconds, logOffset?: number) => EpochSeconds | undefined;
}

/** One datepattern entry, ready to search. */
export interface DateTemplate {
  /** The pattern with its codes in words, by which reports call it; no two templates of a detector share one. */
  readonly name: string;
  /** How much its hits count for when templates are reordered (spec config-and-filters §5.4). */
  readonly weight: number;
  /** The Python regex searched for. */
  readonly regex: string;
  /** True if it can only be found at the start, or at the end, of a line. */
  readonly anchored: boolean;
  /** The first date at or after a column. */
  search(text: string, from?: number): DateMatch | undefined;
}

/** The date read last, and what it was read from. */
interface ReadDate {
  readonly stamp: string | undefined;
  readonly now: EpochSeconds;
  readonly logOffset: number | undefined;
  readonly time: EpochSeconds | undefined;
}

function readDate(fields: DateFields, now: EpochSeconds, logOffset: number | undefined): EpochSeconds | undefined {
  const { epoch, tai64n } = fields;
  if (epoch !== undefined) return readEpoch(epoch);
  return tai64n === undefined ? timeOf(fields, now, logOffset) : readTai64n(tai64n);
}

/** Compiles one entry; `thisYear` bounds the years %ExY accepts. Throws DatePatternError. */
export function compileDateTemplate(pattern: string, thisYear: number, weight = 1): DateTemplate {
  const { label, regex, wrapped, anchored } = parseDatePattern(pattern, thisYear);
  const compiled = compile(pattern, regex, wrapped);
  // Most lines were written in the same second as the one before them.
  let last: ReadDate | undefined;
  return {
    name: label,
    weight,
    regex,
    anchored,
    search(text, from) {
      const match = compiled.search(text, from);
      if (match === undefined) return undefined;
      // A group 1 that took no part is one that matched nothing.
      const [start, end] = wrapped
        ? [match.end - (match.group(1)?.length ?? 0), match.end]
        : (match.span(1) ?? [match.start, match.start]);
      const time: DateMatch['time'] = (now, logOffset) => {
        const stamp = match.group(0);
        if (last?.stamp !== stamp || last?.now !== now || last.logOffset !== logOffset) {
          last = { stamp, now, logOffset, time: readDate(match.named(), now, logOffset) };
        }
        return last.time;
      };
      return { start, end, from: match.start, to: match.end, time };
    },
  };
}

function compile(pattern: string, regex: string, wrapped: boolean): PythonRegex {
  try {
    return PythonRegex.compile(regex, { indices: !wrapped });
  } catch (error) {
    throw error instanceof PatternError ? unusablePattern(pattern, error.message) : error;
  }
}
