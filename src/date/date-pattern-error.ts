import { TsbanError } from '../error.js';

/** A datepattern that can't be used; `pattern` is the entry at fault (spec config-and-filters §5.2). */
export class DatePatternError extends TsbanError {
  readonly code = 'DATEPATTERN';
  readonly pattern: string;

  constructor(pattern: string, message: string) {
    super(message);
    this.pattern = pattern;
  }
}

/** The error for an entry that is no datepattern at all. */
export function unusablePattern(pattern: string, problem: string): DatePatternError {
  return new DatePatternError(
    pattern,
    `Failed to set datepattern '${pattern}' (may be an invalid format or unescaped percent char): ${problem}`,
  );
}
