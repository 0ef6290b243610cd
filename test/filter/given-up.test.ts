import { expect, it } from 'vitest';
import { compileFilter } from '../../src/filter/filter.js';
import { SharedDates } from '../../src/date/shared-dates.js';
import { filterOptions } from '../support/filter-options.js';

const day = 86_400;
const hard = `${'a'.repeat(1000)}c b 192.0.2.1`;

it('warns once a day and regex of searches that were given up, and counts them all', async () => {
  const warnings: string[] = [];
  const filter = compileFilter(
    filterOptions({
      failregex: ['^never <HOST>$', '^(?P<x>a*)*(?P=x)b <HOST>$', '^(?P<y>a*)*(?P=y)b <ADDR>$'],
      offline: true,
      warn: (text) => warnings.push(text),
    }),
  );
  const told = async (text: string, now: number) => {
    await filter.find([{ text, end: 0 }], { now, inOperation: true, writtenAfterStart: true });
    const texts = warnings.splice(0).filter((warning) => warning.includes('given up'));
    return texts.map((warning) => warning.split(' took ', 1)[0]);
  };
  const now = 1_700_000_000;
  expect(await told('aab 192.0.2.1', now)).toEqual([]);
  expect(filter.searchCounts.givenUp).toBe(0);
  expect(await told(hard, now)).toEqual(['failregex 2', 'failregex 3']);
  expect(await told(hard, now + day - 1)).toEqual([]);
  expect(await told(hard, now + day)).toEqual(['failregex 2', 'failregex 3']);
  expect(await told('aab 192.0.2.1', now + 3 * day)).toEqual([]);
  expect(filter.searchCounts.givenUp).toBe(6);
});

it('counts and tells of those for dates too', async () => {
  const warnings: string[] = [];
  const now = 1_700_000_000;
  const dates = new SharedDates(() => now).cutter({ datepattern: '^(?P<x>a*)*(?P=x)b %Y-%m-%d' });
  const filter = compileFilter(
    filterOptions({
      failregex: ['<HOST>$'],
      dates,
      warn: (text) => warnings.push(text.split(' took ', 1)[0] ?? ''),
    }),
  );
  const text = `${'a'.repeat(1000)}c b 2023-11-14`;
  await filter.find([{ text, end: 0 }], { now, inOperation: true, writtenAfterStart: true });
  expect(filter.searchCounts.givenUp).toBe(1);
  expect(warnings).toContain('datepattern');
});
