import { TsbanError } from '../error.js';
import type { EpochSeconds } from '../time/clock.js';
import { instantOf, localOffset, zoneOffset } from '../time/zone.js';
import { nameIndex } from './date-codes.js';

/** A date whose datepattern leaves out what nothing can fill in: a month without its day, or a day without its month. */
export class DateFieldsError extends TsbanError {
  readonly code = 'DATE_FIELDS';

  constructor() {
    super('the date has a month but no day, or a day but no month: add %d or %m to the datepattern');
  }
}

/** What the %-codes of a datepattern captured, by the letter of the code (`%k` as H, `%l` as I), in the order of the pattern. */
export type DateFields = Readonly<Record<string, string | undefined>>;

/** A date as its text has it: what it leaves out is undefined. */
interface WrittenDate {
  year?: number;
  month?: number;
  day?: number;
  /** From 1. */
  yearday?: number;
  week?: { readonly number: number; readonly startsOn: 'Monday' | 'Sunday' };
  /** From 0, which is Monday. */
  weekday?: number;
  hour: number;
  minute: number;
  second: number;
  /** Seconds east of UTC; undefined inside for a zone of another shape. */
  zone?: { readonly offset: number | undefined };
}

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

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** The hour %I or %l means; these also find numbers no such clock shows, which stay what they are. */
function hourOfHalf(hour: number, half: string | undefined): number {
  const afternoon = half?.toLowerCase() === 'pm';
  if (hour === 12) return afternoon ? 12 : 0;
  return afternoon ? hour + 12 : hour;
}

/** How each code is understood. Of two that say the same, such as %H and %I, the one further behind counts. */
const readers: Readonly<Record<string, (date: WrittenDate, text: string, fields: DateFields) => void>> = {
  Y: (date, text) => (date.year = Number(text)),
  y: (date, text) => (date.year = 2000 + Number(text)),
  m: (date, text) => (date.month = Number(text)),
  b: (date, text) => (date.month = (nameIndex('month', text) ?? 0) + 1),
  B: (date, text) => (date.month = (nameIndex('month', text) ?? 0) + 1),
  d: (date, text) => (date.day = Number(text)),
  j: (date, text) => (date.yearday = Number(text)),
  U: (date, text) => (date.week = { number: Number(text), startsOn: 'Sunday' }),
  W: (date, text) => (date.week = { number: Number(text), startsOn: 'Monday' }),
  w: (date, text) => (date.weekday = (Number(text) + 6) % 7),
  a: (date, text) => (date.weekday = nameIndex('day', text) ?? 0),
  A: (date, text) => (date.weekday = nameIndex('day', text) ?? 0),
  H: (date, text) => (date.hour = Number(text)),
  I: (date, text, { p }) => (date.hour = hourOfHalf(Number(text), p)),
  M: (date, text) => (date.minute = Number(text)),
  S: (date, text) => (date.second = Number(text)),
  z: (date, text) => (date.zone = { offset: zoneOffset(text) }),
  Z: (date, text) => (date.zone = { offset: zoneOffset(text) }),
};

function readFields(fields: DateFields): WrittenDate {
  const date: WrittenDate = { hour: 0, minute: 0, second: 0 };
  for (const [letter, text] of Object.entries(fields)) {
    if (text !== undefined) readers[letter]?.(date, text, fields);
  }
  return date;
}

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

/** The number of the day in its year, from 1, that %U or %W and a weekday name. */
function yeardayOfWeek({ week, weekday }: WrittenDate, year: number): number | undefined {
  if (week === undefined || weekday === undefined) return undefined;
  const isMondayFirst = week.startsOn === 'Monday';
  const dayOfWeek = isMondayFirst ? weekday : (weekday + 1) % 7;
  const newYear = (new Date(Date.UTC(year, 0, 1)).getUTCDay() + (isMondayFirst ? 6 : 0)) % 7;
  return week.number === 0 ? 1 + dayOfWeek - newYear : 1 + ((7 - newYear) % 7) + 7 * (week.number - 1) + dayOfWeek;
}

function meantDay(date: WrittenDate, today: Day): MeantDay {
  const { year = today.year, month, day } = date;
  const assumed = date.year === undefined ? 'year' : 'nothing';
  if (month !== undefined && day !== undefined) return { year, month, day, assumed };
  const yearday = date.yearday ?? yeardayOfWeek(date, year);
  if (yearday !== undefined) return { ...dayOf(Date.UTC(year, 0, yearday) / 1000), assumed };
  if (month !== undefined || day !== undefined) throw new DateFieldsError();
  return { ...today, year, assumed: 'day' };
}

/** Seconds since midnight; undefined for a time of day that does not exist, a leap second among them. */
function timeOfDay({ hour, minute, second }: WrittenDate): number | undefined {
  return hour < 24 && second < 60 ? hour * 3600 + minute * 60 + second : undefined;
}

/**
 * The instant a date means (spec config-and-filters §5.5, §5.6). What it leaves out comes from `now`: the year, so that the
 * date is not over a day ahead, or the day, so that it is not ahead at all. A date without a zone of its own is read
 * `logOffset` seconds east of UTC or, where that is not set either, in the zone of the process. Undefined for a date that
 * does not exist; throws ZoneError or DateFieldsError for one nobody can read.
 */
export function timeOf(fields: DateFields, now: EpochSeconds, logOffset?: number): EpochSeconds | undefined {
  const date = readFields(fields);
  const offset = date.zone === undefined ? logOffset : date.zone.offset;
  if (date.zone !== undefined && offset === undefined) return undefined;
  // Today is the process's own, whatever zone the log is in.
  const today = now + localOffset(now);
  const day = meantDay(date, dayOf(today));
  const clock = timeOfDay(date);
  const midnight = midnightOf(day);
  if (clock === undefined || midnight === undefined) return undefined;
  // A date in a known zone is turned to UTC, and as such set against the local clock.
  const reading = midnight + clock - (offset ?? 0);
  const instantOfReading = (read: number) => (offset === undefined ? instantOf(read, localOffset) : read);
  if (day.assumed === 'day' && reading > today) return instantOfReading(reading - secondsOfDay);
  if (day.assumed !== 'year' || reading <= today + secondsOfDay) return instantOfReading(reading);
  const lastYear = midnightOf({ ...day, year: day.year - 1 });
  return lastYear === undefined ? undefined : instantOfReading(lastYear + modulo(reading, secondsOfDay));
}
