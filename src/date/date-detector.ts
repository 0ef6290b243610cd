import { type Clock, systemClock } from '../time/clock.js';
import { settingOffset } from '../time/zone.js';
import type { DateCut, DateCutter } from './date-cut.js';
import { compileDateTemplates, datePatternNotes } from './date-patterns.js';
import type { DateTemplate } from './date-template.js';
import { TemplateOrder, type TemplateUse } from './template-order.js';

export interface DateDetectorOptions {
  /** One entry a line; without any the default shapes. */
  readonly datepattern?: string;
  /** Zone of dates that name none; the process's own if not set. */
  readonly logtimezone?: string;
  readonly clock?: Clock;
}

/** A date older than this says nothing about a line without one. */
const lastTimeHolds = 60;

/**
 * Finds the date of each line with the template most likely to fit, and learns from what it finds (spec config-and-filters §5.4).
 * A date is cut at once but read only when its time is asked for.
 */
export class DateDetector implements DateCutter {
  /** What a user should know about the datepattern, such as that it matches only its literal text. */
  readonly notes: readonly string[];
  readonly #order: TemplateOrder;
  readonly #logOffset: number | undefined;
  readonly #clock: Clock;
  #lastDate: DateCut | undefined;

  constructor(
    templates: readonly DateTemplate[],
    logOffset: number | undefined,
    clock: Clock,
    notes: readonly string[],
  ) {
    this.#order = new TemplateOrder(templates);
    this.#logOffset = logOffset;
    this.#clock = clock;
    this.notes = notes;
  }

  /** The templates in the order they are tried now, with their hits. */
  get templates(): readonly TemplateUse[] {
    return this.#order.uses;
  }

  cut(text: string): DateCut | undefined {
    const match = this.#order.find(text, this.#clock());
    if (match === undefined) return undefined;
    if (match.start === match.end) return this.#borrowed(match.start);
    const { start, end } = match;
    this.#lastDate = { start, end, time: (now) => match.time(now, this.#logOffset) };
    return this.#lastDate;
  }

  /** A place marked by `{NONE}` or an empty group: the line happened when the last dated one did, or just now. */
  #borrowed(at: number): DateCut {
    const last = this.#lastDate;
    return {
      start: at,
      end: at,
      time(now) {
        const time = last?.time(now);
        return time !== undefined && now - time < lastTimeHolds ? time : now;
      },
    };
  }
}

/** Throws DatePatternError for a datepattern that can't be used, ZoneError for a time zone that is not known. */
export function createDateDetector(options: DateDetectorOptions = {}): DateDetector {
  const { datepattern, logtimezone, clock = systemClock } = options;
  const thisYear = new Date(clock() * 1000).getUTCFullYear();
  const templates = compileDateTemplates(datepattern, thisYear);
  return new DateDetector(
    templates,
    logtimezone === undefined ? undefined : settingOffset(logtimezone),
    clock,
    datePatternNotes(datepattern),
  );
}
