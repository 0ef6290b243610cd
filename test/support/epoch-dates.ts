import { cutOut, type DateCutter } from '../../src/date/date-cut.js';

class EpochDates implements DateCutter {
  readonly givenUp = 0;
  start = 0;
  end = 0;
  #time: number | undefined;

  cut(text: string): boolean {
    const found = /\b\d{10}\b|!\d{9}\b|(?<=~)(?=~)/.exec(text);
    if (found === null) return false;
    this.#time = /^\d/.test(found[0]) ? Number(found[0]) : undefined;
    this.start = found.index;
    this.end = found.index + found[0].length;
    return true;
  }

  rest(ended: string): string {
    return cutOut(ended, this.start, this.end);
  }

  time(): number | undefined {
    return this.#time;
  }
}

/** Cuts the first ten digits as epoch seconds; `!` and nine digits are a date that names no time, `~~` is a mere place for one. */
export const epochDates: DateCutter = new EpochDates();
