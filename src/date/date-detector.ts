import { type Clock, type EpochSeconds, systemClock } from '../time/clock.js';
import { settingOffset } from '../time/zone.js';
import { Calendar } from './calendar.js';
import { cutOut, type DateCutter } from './date-cut.js';
import { compileDateTemplates, datePatternNotes } from './date-patterns.js';
import type { DateMatch } from './date-template.js';
import { TemplateOrder, type TemplateUse } from './template-order.js';

export interface DateDetectorOptions {
  /** One entry a line; without any the default shapes. */
  readonly datepattern?: string;
  /** Zone of dates that name none; the process's own if not set. */
  readonly logtimezone?: string;
  /** Asked once, for the year: patterns accept no dates far in the future. */
  readonly clock?: Clock;
}

/**
 * Finds the date of each line with the template most likely to fit, and learns from what it finds (spec config-and-filters §5.4).
 * A date is cut at once but read only when its time is asked for.
 */
export class DateDetector implements DateCutter {
  /** What a user should know about the datepattern, such as that it matches only its literal text. */
  readonly notes: readonly string[];
  readonly #order: TemplateOrder;
  readonly #calendar: Calendar;
  #start = 0;
  #end = 0;
  /** Undefined where the order told without a regex. */
  #match: DateMatch | undefined;
  #isWhole = false;

  constructor(order: TemplateOrder, calendar: Calendar, notes: readonly string[]) {
    this.#order = order;
    this.#calendar = calendar;
    this.notes = notes;
  }

  /** One that knows what this one knows, and learns for itself from now on. */
  copy(): DateDetector {
    return new DateDetector(this.#order.copy(), this.#calendar, this.notes);
  }

  /** The templates in the order they are tried now, with their hits. */
  get templates(): readonly TemplateUse[] {
    return this.#order.uses;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  cut(text: string, now: EpochSeconds): boolean {
    const { again } = this.#order;
    if (this.#order.findAgain(text, now)) {
      this.#match = undefined;
      this.#start = again.start;
      this.#end = again.end;
      return true;
    }
    const match = this.#order.find(text, now);
    if (match === undefined) return false;
    this.#match = match;
    this.#start = match.start;
    this.#end = match.end;
    return true;
  }

  get givenUp(): number {
    return this.templates.reduce((sum, { template }) => sum + template.givenUp, 0);
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  rest(ended: string): string {
    return cutOut(ended, this.#start, this.#end);
  }

  time(now: EpochSeconds): EpochSeconds | undefined {
    // A mere place: the filter knows when the line before was written.
    if (this.#start === this.#end) return undefined;
    const date = this.#match === undefined ? this.#order.again.date : this.#match.read();
    if (typeof date === 'number') {
      this.#isWhole = this.#match?.isTai64n === true;
      return date;
    }
    this.#isWhole = this.#calendar.knowsZone(date);
    return this.#calendar.timeOf(date, now);
  }
}

/** Throws DatePatternError for a datepattern that can't be used, ZoneError for a time zone that is not known. */
export function createDateDetector(options: DateDetectorOptions = {}): DateDetector {
  const { datepattern, logtimezone, clock = systemClock } = options;
  const thisYear = new Date(clock() * 1000).getUTCFullYear();
  const { templates, endOfHint } = compileDateTemplates(datepattern, thisYear);
  const calendar = new Calendar(logtimezone === undefined ? undefined : settingOffset(logtimezone));
  return new DateDetector(new TemplateOrder(templates, endOfHint), calendar, datePatternNotes(datepattern));
}
