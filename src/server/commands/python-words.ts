import { pythonText } from '../../python-text.js';
import { DurationError, parseDuration } from '../../time/duration.js';
import { CommandError } from '../command-error.js';

/** A whole number as Python's int() reads it: ` 6 `, `+5`, `1_000`. Throws a CommandError in its words. */
export function integerIn(word: string): number {
  const digits = word.trim();
  if (!/^[-+]?\d+(?:_\d+)*$/.test(digits)) {
    throw CommandError.failed(`invalid literal for int() with base 10: ${pythonText(word)}`);
  }
  return Number(digits.replaceAll('_', ''));
}

/** Seconds in a time like `1h 30m`. Throws a CommandError, for a mere word in Python's words (spec runtime §7.2). */
export function secondsIn(word: string): number {
  try {
    return parseDuration(word);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    throw CommandError.failed(/^[a-z_]\w*$/i.test(word) ? `name '${word}' is not defined` : error.message);
  }
}
