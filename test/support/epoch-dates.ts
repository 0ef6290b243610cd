import type { DateCutter } from '../../src/date/date-cut.js';

/** Cuts the first ten digits as epoch seconds; `!` and nine digits are a date that names no time. */
export const epochDates: DateCutter = {
  cut(text) {
    const found = /\b\d{10}\b|!\d{9}\b/.exec(text);
    if (found === null) return undefined;
    const time = found[0].startsWith('!') ? undefined : Number(found[0]);
    return { start: found.index, end: found.index + found[0].length, time: () => time };
  },
};
