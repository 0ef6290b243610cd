import type { EpochSeconds } from '../time/clock.js';

// Whatever follows the digits must not be a digit: a longer number is no date.
/** Seconds since 1970 with an optional fraction, as a Python regex. */
export const epochRegex = '(?P<epoch>[0-9]{10,11}\\b(?:\\.[0-9]{3,6})?)';

/** Seconds, milliseconds with an optional fraction, or microseconds since 1970. */
export const longEpochRegex = '(?P<epoch>[0-9]{10,11}(?:[0-9]{3}(?:\\.[0-9]{1,6}|[0-9]{3})?)?\\b)';

/** An external TAI64N label: `@`, 2^62 plus seconds, nanoseconds. */
export const tai64nRegex = '(?P<tai64n>@[0-9a-f]{24})';

/** Where a bare count of seconds may stand: it looks too much like any other number elsewhere (spec config-and-filters §5.1). */
export const epochPlace = '(?:^|(?<=^\\[)|(?<=\\baudit\\())';

/** Reads what either epoch regex found; how many digits there are before the point tells the unit. */
export function readEpoch(text: string): EpochSeconds {
  const digits = text.split('.', 1)[0]?.length ?? 0;
  if (digits >= 16) return Number(text) / 1_000_000;
  return digits >= 13 ? Number(text) / 1000 : Number(text);
}

/** Reads a TAI64N label as Unix seconds: leap seconds are not corrected, nanoseconds dropped. */
export function readTai64n(text: string): EpochSeconds {
  return Number.parseInt(text.slice(2, 17), 16);
}
