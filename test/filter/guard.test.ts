import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DateCutter } from '../../src/date/date-cut.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import { compileFilter, type FilterOptions } from '../../src/filter/filter.js';
import { filterOptions } from '../support/filter-options.js';
import { runInSliceOfWork } from '../support/slices-of-work.js';

const now = 1_700_000_000;
const hour = 3600;

function guarded(options: Partial<FilterOptions>) {
  const warnings: string[] = [];
  const filter = compileFilter(
    filterOptions({
      offline: true,
      slice: { soft: 5, hard: 20, fair: 0 },
      runInSlice: runInSliceOfWork,
      warn: (text) => warnings.push(text),
      ...options,
    }),
  );
  const find = async (texts: readonly string[], time = now) => {
    const lines = texts.map((text) => ({ text, end: 0 }));
    const failures = await filter.find(lines, { now: time, inOperation: true, writtenAfterStart: true });
    return failures.map(({ id }) => id);
  };
  return { filter, find, warnings };
}

/** In V8 its time doubles with each `a`; what stands behind the bar has to be found all the same. */
const poisonous = '^x (?:(?:a+)+b|a*) from <HOST>$';
const poison = (id: string, length = 40) => `x ${'a'.repeat(length)} from ${id}`;

describe('lines that would take for ever', () => {
  it.each<[name: string, failregex: string, line: string, id?: string]>([
    [
      'kinds of characters that overlap',
      '^(?:\\[(?:[^\\]]|"[^"]*"|\\w)*\\] )?no <HOST>',
      `[${'a'.repeat(40)} no 192.0.2.1`,
    ],
    [
      'alternatives that overlap',
      '^F, (?:(?!ip=)(?:user=[^,]*|\\w+=[^,]*), )*ip=\\[<HOST>\\]$',
      `F, ${'user=, '.repeat(40)}x`,
    ],
    ['a word in a word', '^<HOST> -.*(?:\\w+\\s?)*login failed$', `192.0.2.1 -${'a'.repeat(60)} login failed!`],
    [
      'neighbouring repeats',
      '^<HOST> .* "(GET|POST).* HTTP/.*" (404|403)$',
      `192.0.2.1 ${'"GET HTTP/" 404 '.repeat(4000)}`,
    ],
    [
      'a path',
      '^\\[<HOST>\\] /\\S*(?:(?:[/a-z]+)?(?:php|admin))(?:[^/]*)*end$',
      `[192.0.2.1] /${'php/admin'.repeat(5000)}`,
    ],
    ['two repeats that search', '.*rhost=.*<HOST> failed$', ` failed ${'rhost=192.0.2.'.repeat(4500)}`],
    ['a match in the end', poisonous, poison('192.0.2.7', 60_000), '192.0.2.7'],
  ])('%s', async (_name, failregex, line, id) => {
    const { filter, find, warnings } = guarded({ failregex: [failregex, '^fail <HOST>$'] });
    expect(await find(['fail 192.0.2.8', line, 'fail 192.0.2.9'])).toEqual([
      '192.0.2.8',
      ...(id === undefined ? [] : [id]),
      '192.0.2.9',
    ]);
    expect(filter.guardCounts.overruns).toBeGreaterThan(0);
    expect(warnings[0]).toMatch(/^failregex .* took too long on '.{20,200}' and was searched for in a safe way$/s);
  });

  it.each<[option: string, options: Partial<FilterOptions>]>([
    ['prefregex', { prefregex: '^(?:(?:a+)+b|a*) <F-CONTENT>.*</F-CONTENT>$', failregex: ['^from <HOST>$'] }],
    ['ignoreregex 1', { failregex: ['^a+ from <HOST>$'], ignoreregex: ['^(?:(?:a+)+b|never)'] }],
  ])('in %s too', async (option, options) => {
    const { find, warnings } = guarded(options);
    expect(await find([`${'a'.repeat(40)} from 192.0.2.1`])).toEqual(['192.0.2.1']);
    expect(warnings.map((text) => text.split(' took')[0])).toEqual([option]);
  });

  it('in a datepattern too', async () => {
    const dates = createDateDetector({
      datepattern: '^(?:(?:a+)+b|a*) %Y-%m-%d %H:%M:%S',
      logtimezone: 'UTC',
      clock: () => now,
    });
    const { find, warnings } = guarded({ failregex: ['^ fail <HOST>$'], dates });
    expect(await find([`${'a'.repeat(40)} 2023-11-14 22:13:20 fail 192.0.2.1`])).toEqual(['192.0.2.1']);
    expect(warnings).toEqual([expect.stringMatching(/^datepattern took too long/)]);
    expect(dates.templates.map(({ hits }) => hits)).toEqual([1]);
  });

  it('all regexes on the same line', async () => {
    const failregex = ['1', '2', '3', '4'].map(
      (last) => `^x (?:(?:a+)+b${last}|${last === '4' ? 'a*' : 'c'}) from <HOST>$`,
    );
    expect(await guarded({ failregex }).find([poison('192.0.2.1')])).toEqual(['192.0.2.1']);
  });

  it('longer than is searched safely, which leaves out their middle', async () => {
    const { filter, find, warnings } = guarded({ failregex: [poisonous] });
    expect(await find([poison('192.0.2.1', 400_000), poison('192.0.2.2', 400_000)])).toEqual([
      '192.0.2.1',
      '192.0.2.2',
    ]);
    expect(filter.guardCounts.shortened).toBe(2);
    expect(warnings.filter((text) => text.startsWith('Searched only'))).toEqual([
      expect.stringMatching(
        /^Searched only the first and the last 131072 characters of a long line: 'x a+ from 192\.0\.2\.1'$/,
      ),
    ]);
  });
});

describe('a regex that takes too long', () => {
  it('is kept from the next lines of that kind', async () => {
    const { filter, find, warnings } = guarded({ failregex: ['^x (?:\\w+\\s?)*login failed from <HOST>$'] });
    const lines = Array.from({ length: 9 }, (_, n) => `x ${'a'.repeat(40 + n)} login failed from !`);
    expect(await find([...lines, 'x a login failed from 192.0.2.1'])).toEqual(['192.0.2.1']);
    expect(filter.guardCounts).toEqual({ overruns: 1, demotions: 0, shortened: 0 });
    expect(await find(lines, now + hour)).toEqual([]);
    expect(filter.guardCounts.overruns).toBe(2);
    expect(warnings).toHaveLength(2);
  });

  it('is demoted the third time that does not help, for an hour', async () => {
    const { filter, find, warnings } = guarded({ failregex: [poisonous] });
    const ids = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];
    expect(await find(ids.map((id) => poison(id)))).toEqual(ids);
    expect(filter.guardCounts).toEqual({ overruns: 3, demotions: 1, shortened: 0 });
    expect(warnings.map((text) => text.split(/: | on /)[0])).toEqual([
      ...Array<string>(3).fill('failregex 1 took too long'),
      'failregex 1 takes too long again and again',
    ]);

    expect(await find([poison('192.0.2.5')], now + hour - 1)).toEqual(['192.0.2.5']);
    expect(filter.guardCounts.overruns).toBe(3);
    expect(await find([poison('192.0.2.6')], now + hour)).toEqual(['192.0.2.6']);
    expect(filter.guardCounts).toEqual({ overruns: 4, demotions: 1, shortened: 0 });
  });

  it('is not if that was long ago', async () => {
    const { filter, find } = guarded({ failregex: [poisonous] });
    for (const time of [now, now + 1, now + hour, now + hour + 1]) await find([poison('192.0.2.1')], time);
    expect(filter.guardCounts).toEqual({ overruns: 4, demotions: 0, shortened: 0 });
    await find([poison('192.0.2.1')], now + hour + 2);
    expect(filter.guardCounts).toEqual({ overruns: 5, demotions: 1, shortened: 0 });
  });

  it('is demoted alone, wherever among others that are asked at once', async () => {
    const { filter, find } = guarded({ failregex: ['^y <HOST>', poisonous, '^z <HOST>$'] });
    const lines = [poison('192.0.2.1'), poison('192.0.2.2'), poison('192.0.2.3'), 'y 192.0.2.4', 'z 192.0.2.5'];
    const found = lines.map((_, index) => `192.0.2.${index + 1}`);
    expect(await find(lines)).toEqual(found);
    const { overruns } = filter.guardCounts;
    expect(await find(lines)).toEqual(found);
    expect(filter.guardCounts.overruns).toBe(overruns);
  });
});

it('blames no regex for a line that only came last in its slice', async () => {
  const failregex = ['^(?:[a-z]+ )*from <HOST>$'];
  const { filter, find, warnings } = guarded({ failregex, slice: { soft: Infinity, hard: 10, fair: 0 } });
  const lines = Array.from({ length: 4000 }, () => `${'ab '.repeat(1000)}from 192.0.2.1`);
  expect(await find(lines)).toHaveLength(lines.length);
  expect(filter.guardCounts.overruns).toBe(0);
  expect(warnings).toEqual([]);
});

it('blames no regex for what V8 has to compile when the first line comes that is not ASCII', async () => {
  // So many alternatives over all of Unicode take V8 longer than a slice.
  const words = Array.from({ length: 300 }, (_, n) => `(?i:\\w+ß[^\\W\\d]{${n % 7}}k${n})`).join('|');
  const { filter, find, warnings } = guarded({
    failregex: [`^(?:${words}|é) <HOST>$`],
    slice: { soft: 1, hard: 6, fair: 0 },
  });
  expect(await find(['x 192.0.2.1', 'é 192.0.2.2', '— 192.0.2.3'])).toEqual(['192.0.2.2']);
  expect(filter.guardCounts.overruns).toBe(0);
  expect(warnings).toEqual([]);
});

describe('lines searched together', () => {
  const failregex = ['^a <HOST><SKIPLINES>b$', '^x (?:(?:a+)+b|never) <HOST>$'];

  it('are neither lost nor found twice around one that takes too long', async () => {
    const { find } = guarded({ failregex, maxlines: 5 });
    const lines = ['a 192.0.2.1', `x ${'a'.repeat(40)}`, 'b', 'b', 'a 192.0.2.2', 'noise', 'b'];
    expect(await find(lines)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('are all shortened', async () => {
    // Unlike failregex, nothing that a sieve keeps back.
    const poisonous = '^x (?=(?:a+)+b)[ax\\s]+(?: <HOST>)?$';
    const { filter, find } = guarded({ failregex: ['^a <HOST><SKIPLINES>b$', poisonous], maxlines: 4 });
    const lines = ['a 192.0.2.1', `x ${'a'.repeat(200_000)}`, `x ${'a'.repeat(200_000)}`, 'b'];
    expect(await find(lines)).toEqual(['192.0.2.1']);
    expect(filter.guardCounts.shortened).toBeGreaterThan(0);
  });

  it('are those of one batch, though another comes while it waits', async () => {
    const { find } = guarded({ failregex: ['^a <HOST>\\nb$'], maxlines: 2 });
    const slow = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? `a 192.0.2.${index}` : 'b'));
    const [first, second] = await Promise.all([find(slow), find(['a 198.51.100.1', 'b'])]);
    expect([first.length, second]).toEqual([100, ['198.51.100.1']]);
  });
});

describe('interruptions', () => {
  it('let no date be looked for twice', async () => {
    let cuts = 0;
    let isSlow = true;
    const dates: DateCutter = {
      start: 0,
      end: 1,
      cut: () => (cuts += 1) > 0,
      rest: (ended) => ended.slice(1),
      givenUp: 0,
      time: () => {
        while (isSlow) isSlow = /^(?:a+)+b/.test('a'.repeat(60));
        return now;
      },
    };
    const reading = guarded({ failregex: ['^ fail <HOST>$'], dates }).find(['@ fail 192.0.2.1', '@ fail 192.0.2.2']);
    setTimeout(() => (isSlow = false), 1);
    expect(await reading).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(cuts).toBe(2);
  });

  const word = fc.constantFrom(
    's1',
    's2',
    'pre',
    'from 192.0.2.1',
    'from 192.0.2.2',
    'aaaaaaaaaaaaaaaaaaaaaa',
    'b',
    'user',
    'ok',
  );
  const log = fc.array(
    fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
    { maxLength: 150 },
  );
  const filters: readonly Partial<FilterOptions>[] = [
    {
      failregex: ['^s1 .*from <HOST>', '(?:(?:a+)+c|a*) from <HOST>$', 'user.*<HOST>', 'b <HOST>'],
      ignoreregex: ['ok'],
    },
    {
      prefregex: '^<F-MLFID>s\\d</F-MLFID>(?: (?:a+)+c)? <F-CONTENT>.*</F-CONTENT>$',
      failregex: ['^<F-NOFAIL>b</F-NOFAIL>', '^<F-USER>user</F-USER>', 'from <HOST>$'],
    },
    { failregex: ['^s1<SKIPLINES>.*from <HOST>$', '^(?:(?:a+)+c|b)\\n.*from <HOST>$'], maxlines: 4 },
  ];

  it('change nothing in what is found', async () => {
    let overruns = 0;
    await fc.assert(
      fc.asyncProperty(log, fc.constantFrom(...filters), async (texts, options) => {
        const { find, filter } = guarded({ ...options, slice: { soft: Infinity, hard: 1, fair: 0 } });
        const { filter: plain } = guarded(options);
        const at = { now, inOperation: true, writtenAfterStart: true };
        const expected = texts.flatMap((text) => plain.process({ text, end: 0 }, at).failures.map(({ id }) => id));
        expect(await find(texts)).toEqual(expected);
        expect(filter.prefregexHits).toBe(plain.prefregexHits);
        overruns += filter.guardCounts.overruns;
      }),
      { numRuns: 40 },
    );
    expect(overruns).toBeGreaterThan(0);
  });
});
