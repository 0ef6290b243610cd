import { zoneOffset } from '../time/zone.js';
import { nameIndex } from './date-codes.js';

/** What the %-codes of a datepattern captured, by the letter of the code (`%k` as H, `%l` as I), in the order of the pattern. */
export type DateFields = Readonly<Record<string, string | undefined>>;

/** A date as its text has it; what the text leaves out is undefined, and of the time of day zero. */
export interface WrittenDate {
  year: number | undefined;
  month: number | undefined;
  day: number | undefined;
  /** From 1. */
  yearday: number | undefined;
  week: number | undefined;
  weekStartsOn: 'Monday' | 'Sunday';
  /** From 0, which is Monday. */
  weekday: number | undefined;
  hour: number;
  minute: number;
  second: number;
  /** Seconds east of UTC. */
  zone: number | 'unreadable' | undefined;
}

/** A date of which nothing is known yet. */
export function blankDate(): WrittenDate {
  return {
    year: undefined,
    month: undefined,
    day: undefined,
    yearday: undefined,
    week: undefined,
    weekStartsOn: 'Monday',
    weekday: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    zone: undefined,
  };
}

/** The hour %I or %l means; these also find numbers no such clock shows, which stay what they are. */
function hourOfHalf(hour: number, half: string | undefined): number {
  const afternoon = half?.toLowerCase() === 'pm';
  if (hour === 12) return afternoon ? 12 : 0;
  return afternoon ? hour + 12 : hour;
}

function setWeek(date: WrittenDate, text: string, startsOn: 'Monday' | 'Sunday'): void {
  date.week = Number(text);
  date.weekStartsOn = startsOn;
}

type Reader = (date: WrittenDate, text: string, fields: DateFields) => void;

const readMonth: Reader = (date, text) => (date.month = (nameIndex('month', text) ?? 0) + 1);
const readWeekday: Reader = (date, text) => (date.weekday = nameIndex('day', text) ?? 0);
const readZone: Reader = (date, text) => (date.zone = zoneOffset(text) ?? 'unreadable');

const readers: Readonly<Record<string, Reader>> = {
  Y: (date, text) => (date.year = Number(text)),
  y: (date, text) => (date.year = 2000 + Number(text)),
  m: (date, text) => (date.month = Number(text)),
  b: readMonth,
  B: readMonth,
  d: (date, text) => (date.day = Number(text)),
  j: (date, text) => (date.yearday = Number(text)),
  U: (date, text) => setWeek(date, text, 'Sunday'),
  W: (date, text) => setWeek(date, text, 'Monday'),
  w: (date, text) => (date.weekday = (Number(text) + 6) % 7),
  a: readWeekday,
  A: readWeekday,
  H: (date, text) => (date.hour = Number(text)),
  I: (date, text, { p }) => (date.hour = hourOfHalf(Number(text), p)),
  M: (date, text) => (date.minute = Number(text)),
  S: (date, text) => (date.second = Number(text)),
  z: readZone,
  Z: readZone,
};

/**
 * Reads what a datepattern captured. Of two codes that say the same, such as %H and %I, the one further behind counts.
 * Throws ZoneError for a zone that is not in the table.
 */
export function readFields(fields: DateFields): WrittenDate {
  const date = blankDate();
  for (const [letter, text] of Object.entries(fields)) {
    if (text !== undefined) readers[letter]?.(date, text, fields);
  }
  return date;
}
