import { TsbanError } from '../error.js';
import type { EpochSeconds } from '../time/clock.js';
import { instantOf, localOffset } from '../time/zone.js';
import type { WrittenDate } from './written-date.js';

/** A date whose datepattern leaves out what nothing can fill in: a month without its day, or a day without its month. */
export class DateFieldsError extends TsbanError {
  readonly code = 'DATE_FIELDS';

  constructor() {
    super('the date has a month but no day, or a day but no month: add %d or %m to the datepattern');
  }
}

const secondsOfDay = 86_400;

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** Midnight of a day as a wall clock reading in seconds; undefined for a day that does not exist. */
function midnightOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / 1000 : undefined;
}

/** The number of the day in its year, from 1, that %U or %W and a weekday name. */
function yeardayOfWeek({ week = 0, weekStartsOn, weekday = 0 }: WrittenDate, year: number): number {
  const isMondayFirst = weekStartsOn === 'Monday';
  const dayOfWeek = isMondayFirst ? weekday : (weekday + 1) % 7;
  const newYear = (new Date(Date.UTC(year, 0, 1)).getUTCDay() + (isMondayFirst ? 6 : 0)) % 7;
  return week === 0 ? 1 + dayOfWeek - newYear : 1 + ((7 - newYear) % 7) + 7 * (week - 1) + dayOfWeek;
}

/** What has to be taken from the clock. Throws DateFieldsError where that would not make it a date. */
function missingFrom({ year, month, day, yearday, week, weekday }: WrittenDate): 'nothing' | 'year' | 'day' {
  const namesDay = month !== undefined && day !== undefined;
  if (namesDay || yearday !== undefined || (week !== undefined && weekday !== undefined)) {
    return year === undefined ? 'year' : 'nothing';
  }
  if (month !== undefined || day !== undefined) throw new DateFieldsError();
  return 'day';
}

interface Today {
  /** Minutes since 1970. */
  readonly minute: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function todayAt(minute: number): Today {
  const offset = localOffset(minute * 60);
  const date = new Date((minute * 60 + offset) * 1000);
  return { minute, offset, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * Turns the dates of a log into instants (spec config-and-filters §5.5, §5.6). Most are of the day and the minute of the one
 * before, so what was found out about these is kept; clocks are changed on the minute.
 */
export class Calendar {
  readonly #logOffset: number | undefined;
  #midnight = { year: 0, month: 0, day: 0, reading: undefined as number | undefined };
  #offset = { minute: Number.NaN, seconds: 0 };
  #today: Today | undefined;

  /** A date without a zone of its own is read `logOffset` seconds east of UTC or, without that, in the zone of the process. */
  constructor(logOffset?: number) {
    this.#logOffset = logOffset;
  }

  /**
   * The instant a date means. What it leaves out comes from `now`: the year, so that the date is not over a day ahead, or
   * the day, so that it is not ahead at all. Undefined for a date that does not exist; throws DateFieldsError.
   */
  timeOf(date: WrittenDate, now: EpochSeconds): EpochSeconds | undefined {
    const offset = date.zone ?? this.#logOffset;
    if (offset === 'unreadable') return undefined;
    const missing = missingFrom(date);
    const midnight = this.#midnightMeant(date, missing, now);
    if (midnight === undefined || date.hour > 23 || date.second > 59) return undefined;
    const reading = midnight + date.hour * 3600 + date.minute * 60 + date.second;
    if (missing === 'nothing') return this.#instant(reading, offset);
    // As in Fail2Ban: a date in a known zone is turned to UTC, and as such set against the local clock.
    const ahead = reading - (offset ?? 0) - (now + this.#todayAt(now).offset);
    if (missing === 'day') return this.#instant(ahead > 0 ? reading - secondsOfDay : reading, offset);
    return ahead > secondsOfDay ? this.#aYearBefore(midnight, reading, offset) : this.#instant(reading, offset);
  }

  /** False for a date that is read in the zone of the process. */
  knowsZone({ zone }: WrittenDate): boolean {
    return (zone ?? this.#logOffset) !== undefined;
  }

  /** The same day and month, at the time of day that the date has once it is turned to UTC. */
  #aYearBefore(midnight: number, reading: number, offset: number | undefined): EpochSeconds | undefined {
    const day = new Date(midnight * 1000);
    const before = this.#midnightOf(day.getUTCFullYear() - 1, day.getUTCMonth() + 1, day.getUTCDate());
    if (before === undefined) return undefined;
    return offset === undefined
      ? this.#instant(before + reading - midnight, offset)
      : before + modulo(reading - offset, secondsOfDay);
  }

  #midnightMeant(date: WrittenDate, missing: 'nothing' | 'year' | 'day', now: EpochSeconds): number | undefined {
    const { month, day } = date;
    const year = date.year ?? this.#todayAt(now).year;
    if (month !== undefined && day !== undefined) return this.#midnightOf(year, month, day);
    const today = this.#todayAt(now);
    if (missing === 'day') return this.#midnightOf(year, today.month, today.day);
    return Date.UTC(year, 0, date.yearday ?? yeardayOfWeek(date, year)) / 1000;
  }

  #midnightOf(year: number, month: number, day: number): number | undefined {
    const last = this.#midnight;
    if (last.year === year && last.month === month && last.day === day) return last.reading;
    const reading = midnightOf(year, month, day);
    this.#midnight = { year, month, day, reading };
    return reading;
  }

  #instant(reading: number, offset: number | undefined): EpochSeconds {
    if (offset !== undefined) return reading - offset;
    const minute = Math.floor(reading / 60);
    if (minute !== this.#offset.minute) {
      this.#offset = { minute, seconds: reading - instantOf(reading, localOffset) };
    }
    return reading - this.#offset.seconds;
  }

  #todayAt(now: EpochSeconds): Today {
    const minute = Math.floor(now / 60);
    return this.#today?.minute === minute ? this.#today : (this.#today = todayAt(minute));
  }
}
