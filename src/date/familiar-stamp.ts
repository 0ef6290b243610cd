import { lastExactYear, nameIndex } from './date-codes.js';
import { clfShape, isoShape, syslogShape } from './default-patterns.js';
import type { WrittenDate } from './written-date.js';

/**
 * Reads the date at a column of a text that ends at `limit`, and gives the column behind it. -1 means that the regex of the
 * shape has to tell; a column, that it would have found the same from here.
 */
export type StampReader = (text: string, at: number, limit: number, into: WrittenDate) => number;

const [zero, nine, colon, dot, comma, space, plus, minus, slash, capitalT, capitalZ] = Array.from(
  '09:., +-/TZ',
  (char) => char.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number, number, number];

const isDigit = (code: number): boolean => code >= zero && code <= nine;

/** True behind the end of a text too. Not for other than ASCII, of which only a regex knows what it is. */
export function endsWord(text: string, at: number, limit: number): boolean {
  if (at >= limit || at < 0) return true;
  const code = text.charCodeAt(at);
  return code < 128 && !isDigit(code) && !((code | 32) >= 97 && (code | 32) <= 122) && code !== 95;
}

/** The number of two digits; -1 if they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** The number of two digits, or of a blank and one. */
function blankOrDigits(text: string, at: number): number {
  const ones = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === space && isDigit(ones) ? ones - zero : twoDigits(text, at);
}

/** Reads `11:59:59`; false for anything else, a leap second among it. */
function readClock(text: string, at: number, into: WrittenDate): boolean {
  into.hour = twoDigits(text, at);
  into.minute = twoDigits(text, at + 3);
  into.second = twoDigits(text, at + 6);
  return (
    text.charCodeAt(at + 2) === colon &&
    text.charCodeAt(at + 5) === colon &&
    into.hour >= 0 &&
    into.hour < 24 &&
    into.minute >= 0 &&
    into.minute < 60 &&
    into.second >= 0 &&
    into.second < 60
  );
}

const packed = (first: number, second: number, third: number): number =>
  ((first | 32) << 16) | ((second | 32) << 8) | (third | 32);

const monthOfLetters = new Map(
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].map((name) => [
    packed(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)),
    (nameIndex('month', name) ?? 0) + 1,
  ]),
);

/** Reads `Mar`; -1 if there is no month. */
function readMonthName(text: string, at: number): number {
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  const third = text.charCodeAt(at + 2);
  return (first | second | third) < 128 ? (monthOfLetters.get(packed(first, second, third)) ?? -1) : -1;
}

/** Reads `+0100` or `+01:00`, and gives the column behind it; -1 for anything else. */
function readOffset(text: string, at: number, limit: number, into: WrittenDate): number {
  const sign = text.charCodeAt(at);
  const hours = twoDigits(text, at + 1);
  if ((sign !== plus && sign !== minus) || hours < 0 || hours > 19) return -1;
  const minutesAt = text.charCodeAt(at + 3) === colon ? at + 4 : at + 3;
  const minutes = twoDigits(text, minutesAt);
  if (minutes < 0 || minutesAt + 2 > limit || !endsWord(text, minutesAt + 2, limit)) return -1;
  into.zone = (sign === minus ? -1 : 1) * (hours * 3600 + minutes * 60);
  return minutesAt + 2;
}

/** True if no zone can begin here. */
function startsNoZone(text: string, at: number, limit: number): boolean {
  if (at >= limit) return true;
  const code = text.charCodeAt(at);
  if (code === plus || code === minus) return text.charCodeAt(at + 1) >> 1 !== zero >> 1;
  return code > space && code < 128 && !'ZUGzug'.includes(text.charAt(at));
}

/** `Mar  1 11:59:59`. */
const readSyslog: StampReader = (text, at, limit, into) => {
  const end = at + 15;
  if (end > limit) return -1;
  into.year = undefined;
  into.month = readMonthName(text, at);
  into.day = blankOrDigits(text, at + 4);
  into.zone = undefined;
  if (into.month < 0 || into.day < 1 || into.day > 31 || !readClock(text, at + 7, into)) return -1;
  if (text.charCodeAt(at + 3) !== space || text.charCodeAt(at + 6) !== space || !endsWord(text, end, limit)) return -1;
  if (end >= limit) return end;
  const code = text.charCodeAt(end);
  // A year or a fraction may follow.
  return (code === space || code === dot) && isDigit(text.charCodeAt(end + 1)) ? -1 : end;
};

/** `2024-03-10T11:59:59.98+02:00`, a fraction and a zone only where they are there. */
const isoReader =
  (lastYear: number): StampReader =>
  (text, at, limit, into) => {
    if (at + 19 > limit) return -1;
    const separator = text.charCodeAt(at + 4);
    const middle = text.charCodeAt(at + 10);
    into.year = twoDigits(text, at) * 100 + twoDigits(text, at + 2);
    into.month = twoDigits(text, at + 5);
    into.day = twoDigits(text, at + 8);
    into.zone = undefined;
    if (separator !== minus && separator !== slash && separator !== dot) return -1;
    if (text.charCodeAt(at + 7) !== separator || (middle !== capitalT && middle !== space)) return -1;
    if (into.year < 2000 || into.year > lastYear || into.month < 1 || into.month > 12) return -1;
    if (into.day < 1 || into.day > 31 || !readClock(text, at + 11, into)) return -1;
    const end = endOfFraction(text, at + 19, limit);
    return end === -1 ? -1 : readIsoZone(text, end, limit, into);
  };

/** The column behind a fraction of up to six digits, if there is one; -1 if there are more. */
function endOfFraction(text: string, at: number, limit: number): number {
  const code = at < limit ? text.charCodeAt(at) : 0;
  if (code !== dot && code !== comma) return at;
  let end = at + 1;
  while (end < limit && end < at + 8 && isDigit(text.charCodeAt(end))) end += 1;
  return end === at + 8 ? -1 : end === at + 1 ? at : end;
}

function readIsoZone(text: string, at: number, limit: number, into: WrittenDate): number {
  if (at >= limit) return at;
  const code = text.charCodeAt(at);
  if (code === plus || code === minus) return readOffset(text, at, limit, into);
  if (code === capitalZ && endsWord(text, at + 1, limit)) {
    into.zone = 0;
    return at + 1;
  }
  if (code === space) return startsNoZone(text, at + 1, limit) ? at : readOffset(text, at + 1, limit, into);
  return code > space && endsWord(text, at, limit) ? at : -1;
}

/** `10/Mar/2024:11:59:59 +0100`, with a zone or without. */
const clfReader =
  (lastYear: number): StampReader =>
  (text, at, limit, into) => {
    const end = at + 20;
    if (end > limit) return -1;
    const separator = text.charCodeAt(at + 2);
    const middle = text.charCodeAt(at + 11);
    into.day = twoDigits(text, at);
    into.month = readMonthName(text, at + 3);
    into.year = twoDigits(text, at + 7) * 100 + twoDigits(text, at + 9);
    into.zone = undefined;
    if ((separator !== slash && separator !== minus) || text.charCodeAt(at + 6) !== separator) return -1;
    if ((middle !== colon && middle !== space) || into.day < 1 || into.day > 31 || into.month < 0) return -1;
    if (into.year < 2000 || into.year > lastYear || !readClock(text, at + 12, into)) return -1;
    if (end >= limit) return end;
    if (text.charCodeAt(end) !== space) return text.charCodeAt(end) !== dot && endsWord(text, end, limit) ? end : -1;
    return startsNoZone(text, end + 1, limit) ? end : readOffset(text, end + 1, limit, into);
  };

/** A shape that most logs have. */
export interface FamiliarStamp {
  readonly read: StampReader;
  /** True if no other default shape finds anything in such a date. */
  readonly isUnmistakable: boolean;
}

/** What is known of a default shape; undefined for the rarer ones. `thisYear` bounds the years that are read. */
export function familiarStamp(shape: string, thisYear: number): FamiliarStamp | undefined {
  if (shape === syslogShape) return { read: readSyslog, isUnmistakable: false };
  if (shape === isoShape) return { read: isoReader(lastExactYear(thisYear)), isUnmistakable: false };
  return shape === clfShape ? { read: clfReader(lastExactYear(thisYear)), isUnmistakable: true } : undefined;
}
