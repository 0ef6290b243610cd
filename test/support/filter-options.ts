import type { FilterOptions } from '../../src/filter/filter.js';
import { epochDates } from './epoch-dates.js';

/** A filter that finds nothing, but for what a test says. */
export function filterOptions(given: Partial<FilterOptions> & Pick<FilterOptions, 'warn'>): FilterOptions {
  return {
    failregex: [],
    ignoreregex: [],
    maxlines: 1,
    usedns: 'raw',
    findtime: 600,
    dates: epochDates,
    ...given,
  };
}
