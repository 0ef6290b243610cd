import { PatternError } from '../python-regex/pattern-error.js';
import { PythonRegex } from '../python-regex/python-regex.js';
import { clfShape, isoShape, syslogShape } from './default-patterns.js';
import { endBoundary, parseDatePattern } from './parse-date-pattern.js';

/** A default shape, and what stands in front of it where an entry has it as its group 1: `^[^\[]*\[({DATE})`. */
export interface FamiliarLead {
  readonly shape: string;
  /** The column behind the lead, where the date begins if there is one; -1 if a text does not begin with the lead. */
  readonly startIn: (text: string) => number;
}

/**
 * Takes the regex of an entry that ends in a familiar shape apart; undefined for any other. The lead matches where it would
 * first match in front of the whole: a date that stands there is the one that the whole regex finds.
 */
export function familiarLead(regex: string, thisYear: number): FamiliarLead | undefined {
  for (const shape of [clfShape, isoShape, syslogShape]) {
    const own = parseDatePattern(`{UNB}${shape}`, thisYear).regex;
    const flags = own.startsWith('(?i)') ? '(?i)' : '';
    const end = own.slice(flags.length) + endBoundary;
    if (!regex.startsWith(flags) || !regex.endsWith(end)) continue;
    const lead = leadRegex(regex.slice(flags.length, -end.length), flags);
    if (lead !== undefined) return { shape, startIn: (text) => lead.search(text)?.end ?? -1 };
  }
  return undefined;
}

/** Undefined if the lead does not stand for itself, or is nothing to be quick with. */
function leadRegex(lead: string, flags: string): PythonRegex | undefined {
  if (/^\(\?[a-zA-Z]+\)/.test(lead)) return undefined;
  try {
    const regex = PythonRegex.compile(flags + lead);
    const isWhole = regex.parsed.root.type !== 'alternation' && regex.groupCount === 0;
    return isWhole && regex.isAnchored && !regex.isSafe ? regex : undefined;
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}
