import { DurationError, parseDuration } from '../time/duration.js';
import { ConfigError, type Located, type Where } from './configuration.js';

/** Fail2Ban's words for yes; everything else is no. */
export function isTrue(value: string): boolean {
  return /^(?:1|on|true|yes)$/i.test(value);
}

/** True for the words that are meant as no, and not only taken for it. */
export function isFalse(value: string): boolean {
  return /^(?:0|off|false|no|)$/i.test(value);
}

/** A whole number. Throws a ConfigError. */
export function readInteger({ value, where }: Located<string>): number {
  if (!/^[-+]?\d+$/.test(value))
    throw new ConfigError(`'${value}' is not a whole number; write digits only, such as 5`, where);
  return Number(value);
}

/** Seconds in a time like `10m`. Throws a ConfigError. */
export function readSeconds({ value, where }: Located<string>): number {
  try {
    return parseDuration(value);
  } catch (error) {
    if (error instanceof DurationError) throw new ConfigError(error.message, where);
    throw error;
  }
}

/** The lines of a value that hold something, each with its own place. */
export function readLines(written: Located<string>): Located<string>[] {
  const located = written.value.split('\n').map((value, index) => ({ value, where: placeOfLine(written, index) }));
  return located.filter(({ value }) => value !== '');
}

/** The words of a value between blanks and commas, each with its own place. */
export function readWords(written: Located<string>): Located<string>[] {
  return readLines(written).flatMap(({ value, where }) => {
    const words = value.split(/[\s,]+/).filter((word) => word !== '');
    return words.map((word) => ({ value: word, where }));
  });
}

/** Where a line of the value stands, counted from 0. */
export function placeOfLine({ where, lines }: Located<string>, index: number): Where {
  return { ...where, line: lines?.[index] ?? where.line };
}

/** The value with `change` made to each of its lines, which become one or several and keep their place. */
export function mapLines(written: Located<string>, change: (line: string, where: Where) => string): Located<string> {
  const { value, where } = written;
  if (written.lines === undefined) return { value: change(value, where), where };
  const changed = value.split('\n').map((text, index) => change(text, placeOfLine(written, index)));
  const lines = changed.flatMap((text, index) => text.split('\n').map(() => placeOfLine(written, index).line));
  return { value: changed.join('\n'), where, lines };
}
