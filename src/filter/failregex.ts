import { PatternError } from '../python-regex/pattern-error.js';
import { PythonRegex } from '../python-regex/python-regex.js';
import { expandTags, scopeFlags, type UseDns } from './tags.js';

export type RegexOption = 'prefregex' | 'failregex' | 'ignoreregex';

/** A regex of a filter that can't be used; `number` counts from 0 within its option. */
export class RegexError extends PatternError {
  override readonly code = 'REGEX';
  readonly option: RegexOption;
  readonly number: number;

  constructor(problem: string, place: RegexPlace, pattern: string, index?: number) {
    super(problem, pattern, index);
    this.name = 'RegexError';
    this.message = `${place.option} ${place.number + 1}: ${this.message} in '${pattern}'`;
    this.option = place.option;
    this.number = place.number;
  }
}

export interface RegexPlace {
  readonly option: RegexOption;
  readonly number: number;
}

export interface RegexOptions {
  readonly usedns: UseDns;
  /** For failregexes of a filter that looks at several lines at once. */
  readonly multiline: boolean;
}

/** Compiles one regex of a filter; throws RegexError if it is blank or no pattern. */
export function compileRegex(regex: string, place: RegexPlace, options: RegexOptions): PythonRegex {
  if (regex.trim() === '') throw new RegexError('Cannot add empty regex', place, regex);
  const pattern = scopeFlags(expandTags(regex, options.usedns));
  try {
    return PythonRegex.compile(pattern, {
      namedOnly: true,
      multiline: options.multiline,
      // Lines skipped inside a match have to be found again in the buffer.
      indices: options.multiline,
    });
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new RegexError(error.problem, place, pattern, error.index);
  }
}

const idGroups = ['fid', 'ip4', 'ip6', 'dns', 'mlfid'];

/** A failregex has to say, itself or by its prefregex, who failed (spec config §4.2). Throws RegexError. */
export function checkFailureId(regex: string, place: RegexPlace, compiled: readonly PythonRegex[]): void {
  const found = compiled.some(({ groupNames }) => idGroups.some((name) => groupNames.has(name)));
  if (!found) throw new RegexError('No failure-id group (put <HOST> where the address stands)', place, regex);
}
