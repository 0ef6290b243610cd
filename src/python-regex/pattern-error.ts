import { TsbanError } from '../error.js';

/**
 * A pattern that can't be used: CPython's words, and in `index` the character of `pattern` at fault
 * (counted in code points from 0; undefined where CPython gives none).
 */
export class PatternError extends TsbanError {
  readonly code: string = 'PATTERN';
  /** The words alone, without the place. */
  readonly problem: string;
  readonly pattern: string;
  readonly index: number | undefined;

  constructor(problem: string, pattern: string, index?: number) {
    super(index === undefined ? problem : `${problem} at position ${index}${lineAndColumn(pattern, index)}`);
    this.name = 'PatternError';
    this.problem = problem;
    this.pattern = pattern;
    this.index = index;
  }
}

/** As in CPython, only a pattern of several lines gets them. */
function lineAndColumn(pattern: string, index: number): string {
  if (!pattern.includes('\n')) return '';
  const before = Array.from(pattern).slice(0, index).join('').split('\n');
  return ` (line ${before.length}, column ${Array.from(before.at(-1) ?? '').length + 1})`;
}
