import { TsbanError } from '../error.js';
import type { EpochSeconds } from '../time/clock.js';
import { instantOf, localOffset, type OffsetAt, zoneOffset } from '../time/zone.js';
import { nameIndex } from './date-codes.js';

/** A date whose datepattern leaves out what nothing can fill in: a month without its day, or a day without its month. */
export class DateFieldsError extends TsbanError {
  readonly code = 'DATE_FIELDS';

  constructor() {
    super('the date has a month but no day, or a day but no month: add %d or %m to the datepattern');
  }
}

/** What the %-codes of a datepattern captured, by the letter of the code (`%k` as H, `%l` as I). */
export type DateFields = Readonly<Record<string, string | undefined>>;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The day a date means, and what of it was taken from the clock. */
interface MeantDay extends Day {
  readonly assumed: 'nothing' | 'year' | 'day';
}

const secondsOfDay = 86_400;

/** Midnight of a day as a wall clock reading in seconds; undefined for a day that does not exist. */
function midnightOf({ year, month, day }: Day): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / 1000 : undefined;
}

function dayOf(wall: number): Day {
  const date = new Date(wall * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** Days from Monday, or from Sunday, to the weekday captured. */
function weekdayOf(fields: DateFields, from: 'Monday' | 'Sunday'): number | undefined {
  const name = fields['a'] ?? fields['A'];
  const sundayFirst = numberOf(fields['w']);
  const monday = name !== undefined ? nameIndex('day', name) : sundayFirst !== undefined ? sundayFirst + 6 : undefined;
  return monday === undefined ? undefined : (monday + (from === 'Monday' ? 0 : 1)) % 7;
}

/** The number of the day in its year, from 1, that %U or %W and a weekday name. */
function yeardayOfWeek(fields: DateFields, year: number): number | undefined {
  const from = fields['U'] !== undefined ? 'Sunday' : 'Monday';
  const week = numberOf(fields['U'] ?? fields['W']);
  const weekday = weekdayOf(fields, from);
  if (week === undefined || weekday === undefined) return undefined;
  const newYear = (new Date(Date.UTC(year, 0, 1)).getUTCDay() + (from === 'Monday' ? 6 : 0)) % 7;
  return week === 0 ? 1 + weekday - newYear : 1 + ((7 - newYear) % 7) + 7 * (week - 1) + weekday;
}

function yearOf(fields: DateFields): number | undefined {
  const short = numberOf(fields['y']);
  return numberOf(fields['Y']) ?? (short === undefined ? undefined : 2000 + short);
}

function monthOf(fields: DateFields): number | undefined {
  const name = fields['b'] ?? fields['B'];
  const index = name === undefined ? undefined : nameIndex('month', name);
  return numberOf(fields['m']) ?? (index === undefined ? undefined : index + 1);
}

function meantDay(fields: DateFields, today: Day): MeantDay {
  const givenYear = yearOf(fields);
  const year = givenYear ?? today.year;
  const assumed = givenYear === undefined ? 'year' : 'nothing';
  const month = monthOf(fields);
  const day = numberOf(fields['d']);
  if (month !== undefined && day !== undefined) return { year, month, day, assumed };
  const yearday = numberOf(fields['j']) ?? yeardayOfWeek(fields, year);
  if (yearday !== undefined) return { ...dayOf(Date.UTC(year, 0, yearday) / 1000), assumed };
  if (month !== undefined || day !== undefined) throw new DateFieldsError();
  return { ...today, year, assumed: 'day' };
}

/** Seconds since midnight; undefined for a time of day that does not exist, a leap second among them. */
function timeOfDay(fields: DateFields): number | undefined {
  const twelve = numberOf(fields['I']);
  const afternoon = fields['p']?.toLowerCase() === 'pm';
  const hour = numberOf(fields['H']) ?? (twelve === undefined ? 0 : (twelve % 12) + (afternoon ? 12 : 0));
  const minute = numberOf(fields['M']) ?? 0;
  const second = numberOf(fields['S']) ?? 0;
  return hour < 24 && second < 60 ? hour * 3600 + minute * 60 + second : undefined;
}

/**
 * The instant a date means (spec config-and-filters §5.5, §5.6). What it leaves out comes from `now`: the year, so that the
 * date is not over a day ahead, or the day, so that it is not ahead at all. Without a zone of its own the date is read in
 * that of `offsetAt`. Undefined for a date that does not exist; throws ZoneError or DateFieldsError for one nobody can read.
 */
export function timeOf(fields: DateFields, now: EpochSeconds, offsetAt: OffsetAt): EpochSeconds | undefined {
  const zone = fields['z'] ?? fields['Z'];
  const offset = zone === undefined ? undefined : zoneOffset(zone);
  if (zone !== undefined && offset === undefined) return undefined;
  const ownOffsetAt = offset === undefined ? offsetAt : () => offset;

  const clock = timeOfDay(fields);
  // Today is the process's own, whatever zone the log is in.
  const day = meantDay(fields, dayOf(now + localOffset(now)));
  const onDay = (midnight: number | undefined): EpochSeconds | undefined =>
    clock === undefined || midnight === undefined ? undefined : instantOf(midnight + clock, ownOffsetAt);

  const midnight = midnightOf(day);
  const time = onDay(midnight);
  if (time === undefined || midnight === undefined) return undefined;
  if (day.assumed === 'day' && time > now) return onDay(midnight - secondsOfDay);
  if (day.assumed === 'year' && time > now + secondsOfDay) return onDay(midnightOf({ ...day, year: day.year - 1 }));
  return time;
}
