import { PatternError } from '../python-regex/pattern-error.js';
import { PythonRegex } from '../python-regex/python-regex.js';
import { RegexError, type RegexPlace } from './regex-error.js';
import { expandTags, scopeFlags, type UseDns } from './tags.js';
import { writtenIndex } from './written-index.js';

export interface RegexOptions {
  readonly usedns: UseDns;
  /** For failregexes of a filter that looks at several lines at once. */
  readonly multiline: boolean;
}

/** Compiles one regex of a filter; throws RegexError if it is blank or no pattern. */
export function compileRegex(regex: string, place: RegexPlace, options: RegexOptions): PythonRegex {
  if (regex.trim() === '') throw new RegexError('Cannot add empty regex', place, regex);
  const expand = (text: string) => expandRegex(text, options.usedns);
  try {
    return PythonRegex.compile(expand(regex), {
      namedOnly: true,
      multiline: options.multiline,
      // Lines skipped inside a match have to be found again in the buffer.
      indices: options.multiline,
    });
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const index = error.index === undefined ? undefined : writtenIndex(regex, expand, error.index);
    throw new RegexError(error.problem, place, regex, index);
  }
}

/** The Python regex that a regex of a filter stands for. */
export function expandRegex(regex: string, usedns: UseDns): string {
  return scopeFlags(expandTags(regex, usedns));
}

const idGroups = ['fid', 'ip4', 'ip6', 'dns', 'mlfid'];

/** A failregex has to say, itself or by its prefregex, who failed (spec config §4.2). Throws RegexError. */
export function checkFailureId(regex: string, place: RegexPlace, compiled: readonly PythonRegex[]): void {
  const found = compiled.some(({ groupNames }) => idGroups.some((name) => groupNames.has(name)));
  if (!found) throw new RegexError('No failure-id group', place, regex);
}
