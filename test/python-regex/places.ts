import { PatternError } from '../../src/python-regex/pattern-error.js';
import type { PythonMatch } from '../../src/python-regex/python-match.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';

export type Engine = (regex: PythonRegex, text: string) => PythonMatch | undefined;

/** All ways to search; they have to agree. */
export const engines: readonly (readonly [string, Engine])[] = [
  ['search', (regex, text) => regex.search(text)],
  [
    'search of what was sifted',
    (regex, text) => {
      regex.sift();
      const match = regex.search(text);
      regex.promote();
      return match;
    },
  ],
  ['searchSafely', (regex, text) => regex.searchSafely(text)],
];

export function tryCompile(pattern: string, flags = ''): PythonRegex | PatternError {
  try {
    return PythonRegex.compile(pattern, {
      multiline: flags.includes('m'),
      ignoreCase: flags.includes('i'),
      indices: true,
    });
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
}

/** Start and end of the match and of every group, -1 for one that took no part; null for no match. */
export function placesOf(match: PythonMatch | undefined, { groupCount }: PythonRegex): readonly number[] | null {
  if (match === undefined) return null;
  return Array.from({ length: groupCount + 1 }, (_, group) => match.span(group) ?? [-1, -1]).flat();
}
