import { DurationError, parseDuration } from '../time/duration.js';
import { ConfigError, type Located } from './configuration.js';

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
  if (!/^[-+]?\d+$/.test(value)) throw new ConfigError(`'${value}' is not a whole number`, where);
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

/** The lines of a value that hold something. */
export function readLines({ value, where }: Located<string>): Located<string>[] {
  const lines = value.split('\n').filter((line) => line !== '');
  return lines.map((line) => ({ value: line, where }));
}
