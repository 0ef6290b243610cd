import type { DateCutter, LinePlace } from '../date/date-cut.js';
import { noteAscii } from '../python-regex/is-ascii.js';
import type { Line } from '../source/line.js';
import type { EpochSeconds } from '../time/clock.js';
import { journalStamp } from './journal-stamp.js';
import { OnceADay } from './once-a-day.js';

export interface LineTimeOptions {
  readonly dates: DateCutter;
  /** Seconds. */
  readonly findtime: number;
  /** True to take every line's own time as it is, as tsban-regex does. */
  readonly offline: boolean;
  readonly warn: (text: string) => void;
}

/** Under which circumstances a line is read. */
export interface Circumstances {
  readonly now: EpochSeconds;
  /** False while catching up with what was in the log before (spec runtime §1.2). */
  readonly inOperation: boolean;
  /** True if the line was certainly written after the source was first looked at. */
  readonly writtenAfterStart: boolean;
}

/** How reports show a line's time: as a whole number, as one with a fraction, or not, since the line itself does not tell it. */
export type TimeForm = 'whole' | 'fraction' | 'none';

/** A line made ready for the regexes. */
export interface TimedLine {
  /** The text without its date, and a newline behind it. */
  readonly text: string;
  /** The line as it is shown in matches. */
  readonly original: string;
  /** Undefined if nothing tells it and a match has to be discarded. */
  readonly time: EpochSeconds | undefined;
  /** The date text there is although the line has no valid date; undefined for a properly dated line. */
  readonly dateless: string | undefined;
  readonly form: TimeForm;
}

/** Differences from now up to this many seconds are nothing odd. */
const tolerance = 60;
/** A line this late, and no more, may simply have been slow. */
const longestLatency = 3300;

/** Cuts dates out of lines and decides when each line happened (spec config §4.3, §5.5; runtime §1.2). */
export class LineTime {
  readonly #options: LineTimeOptions;
  readonly #daily = new OnceADay();
  /** True if a date was found in the line that is read next. */
  #isCut = false;
  #last: { readonly time: EpochSeconds; readonly text: string } | undefined;

  constructor(options: LineTimeOptions) {
    this.#options = options;
  }

  /** Looks for the date of the line that is read next: once only, since templates learn from it. */
  cut({ text, time, isAscii }: Line, now: EpochSeconds, place: LinePlace): void {
    if (isAscii === true) noteAscii(text);
    this.#isCut = time === undefined && this.#options.dates.cut(text, now, place);
  }

  /** Undefined if the line is too old to matter. */
  read(line: Line, at: Circumstances): TimedLine | undefined {
    const { text, time, ended = `${text}\n` } = line;
    if (time !== undefined) return this.#dated(time, '', ended, `${journalStamp(time)} ${text}`, at);
    return this.#isCut ? this.#withDate(text, ended, at) : this.#undated(ended, '', text, ended, at);
  }

  #withDate(text: string, ended: string, at: Circumstances): TimedLine | undefined {
    const { dates, warn } = this.#options;
    const { start, end } = dates;
    if (start === end) return this.#withoutOwnDate(text, ended, at);
    const dateText = text.slice(start, end);
    const rest = dates.rest(ended);
    const time = dates.time(at.now);
    if (time !== undefined) return this.#dated(time, dateText, rest, text, at);
    const line = this.#undated(rest, dateText, text, ended, at);
    // Comes last, so that it is told once, wherever this is interrupted.
    warn(`findFailure failed to parse timeText: ${dateText}`);
    return line;
  }

  /** The last date, unless it is so old that it says nothing about a line without one. */
  #recent(now: EpochSeconds) {
    return this.#last !== undefined && now - this.#last.time < tolerance ? this.#last : undefined;
  }

  /** An empty date is a datepattern's way of saying that there may be none. */
  #withoutOwnDate(text: string, ended: string, { now }: Circumstances): TimedLine {
    const last = this.#recent(now);
    if (last === undefined) return { text: ended, original: text, time: now, dateless: undefined, form: 'fraction' };
    return { text: ended, original: last.text + text, time: last.time, dateless: undefined, form: 'fraction' };
  }

  #dated(
    time: EpochSeconds,
    dateText: string,
    rest: string,
    original: string,
    at: Circumstances,
  ): TimedLine | undefined {
    const checked = this.#options.offline ? time : this.#check(time, original, at);
    if (checked === undefined) return undefined;
    this.#last = { time: checked, text: dateText };
    const form = this.#options.dates.isWhole === true ? 'whole' : 'fraction';
    return { text: rest, original, time: checked, dateless: undefined, form };
  }

  #undated(rest: string, dateText: string, text: string, ended: string, at: Circumstances): TimedLine {
    const { now } = at;
    const last = this.#recent(now);
    if (last !== undefined) {
      return { text: ended, original: last.text + text, time: last.time, dateless: last.text, form: 'none' };
    }
    const isNow = at.inOperation || at.writtenAfterStart || this.#options.offline;
    return { text: rest, original: text, time: isNow ? now : undefined, dateless: dateText, form: 'none' };
  }

  #check(time: EpochSeconds, original: string, at: Circumstances): EpochSeconds | undefined {
    const { now } = at;
    if (at.inOperation) {
      if (Math.abs(now - time) <= tolerance) return Math.min(time, now);
      this.#warnOdd(now - time, original, now);
      return now;
    }
    const { findtime } = this.#options;
    if (time >= now - findtime) return Math.min(time, now);
    if (this.#daily.due('too old', now)) {
      this.#options.warn(
        `Ignoring all log entries older than ${findtime}s; these are probably messages generated while fail2ban was not running.`,
      );
      this.#warnTiming(original);
    }
    return undefined;
  }

  #warnOdd(late: number, original: string, now: EpochSeconds): void {
    if (!this.#daily.due('odd time', now)) return;
    const side = late > 0 ? 'before' : 'after';
    const problem = late > 0 && late <= longestLatency ? 'latency' : 'timezone';
    this.#options.warn(
      `Detected a log entry ${span(Math.abs(late))} ${side} the current time in operation mode. ` +
        `This looks like a ${problem} problem. Treating such entries as if they just happened.`,
    );
    this.#warnTiming(original);
  }

  #warnTiming(original: string): void {
    this.#options.warn(`Please check a jail for a timing issue. Line with odd timestamp: ${original}`);
  }
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** `1h 6m`: the three largest units that are not zero. */
function span(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.slice(0, 3).join(' ');
}
