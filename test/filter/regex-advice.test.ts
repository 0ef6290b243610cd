import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFilter } from '../../src/config/read-filter.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileRegexes, type RegexSources } from '../../src/filter/compile-regexes.js';
import { attacker, findForgery, victim } from '../../src/filter/forgery.js';
import { regexAdvice } from '../../src/filter/regex-advice.js';
import { epochDates } from '../support/epoch-dates.js';
import { modesOf, readFixture, stockFilters } from '../support/stock-fixture.js';

const sourcesOf = (failregex: string) => ({
  failregex: [failregex],
  ignoreregex: [],
  maxlines: 1,
  usedns: 'warn' as const,
});

const adviceOnAll = (sources: RegexSources) => regexAdvice(sources, compileRegexes(sources)).map(({ text }) => text);
const adviceOn = (failregex: string) => adviceOnAll(sourcesOf(failregex));

function forgeryOf(failregex: string) {
  const [regex] = compileRegexes(sourcesOf(failregex)).failregex;
  return regex && findForgery(regex);
}

/** Whom a filter with this failregex finds in a line. */
function idsIn(failregex: string, text: string): string[] {
  const filter = compileFilter({
    ...sourcesOf(failregex),
    findtime: 600,
    dates: epochDates,
    offline: true,
    warn: () => undefined,
  });
  const at = { now: 1_700_000_000, inOperation: true, writtenAfterStart: true };
  return filter.process({ text, end: 0 }, at).failures.map(({ id }) => id);
}

describe('a failregex by which somebody else can be blamed', () => {
  it.each([
    ['has no start', 'login failed for \\S+ from <HOST>$', 'a message of another kind'],
    ['starts with anything', '^.*login failed from <HOST>$', 'a message of another kind'],
    ['has no end', '^login failed for .* from <HOST>', `login failed for x from ${attacker}x from ${victim}`],
    ['has no end and no blanks', '^failed user=\\S*,ip=<HOST>', `failed user=x,ip=${attacker}x,ip=${victim}`],
    [
      'ends with anything',
      '^login failed for .* from <HOST>: .*$',
      `login failed for x from ${attacker}: x from ${victim}: x`,
    ],
    [
      'takes the first that fits',
      '^login failed for .*? from <HOST>(?:: .*)?$',
      `login failed for x from ${victim}:  from ${attacker}`,
    ],
    [
      'tempers what it takes',
      '^login failed for (?:(?! from ).)* from <HOST>(?:,|$)',
      `login failed for x from ${victim},`,
    ],
    [
      'has two names',
      '^renamed .{0,400} <ADDR>: name is now \\(.{0,400}\\)$',
      `renamed x ${attacker}: name is now (x ${victim}: name is now (x))`,
    ],
    [
      'has a choice of kinds',
      '^(?:login|key) failed (?:by host|for .+) at <IP4>',
      `login failed for x at ${attacker}x at ${victim}`,
    ],
    ['bans names', '^no access to .* for <F-ID>\\S+</F-ID>', `no access to x for ${attacker}`],
  ])('is one that %s: %s', (_, failregex, start) => {
    const { line = '' } = forgeryOf(failregex) ?? {};
    expect(line.slice(0, start.length)).toBe(start);
    expect(idsIn(failregex, line)).toEqual([victim]);
  });
});

/** Pieces that could make a name look like the rest of the line. */
const pieces = [
  'x',
  ' ',
  ': ',
  ',',
  ' from ',
  ' at ',
  ',ip=',
  victim,
  'login failed for ',
  ' port 1',
  '"',
  '\\',
  ')',
  '(',
];
const names = fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((parts) => parts.join(''));
const withoutQuotes = (name: string) => name.replaceAll('"', '\\x22');

describe('a failregex that is left alone', () => {
  it.each<[failregex: string, line: (name: string) => string]>([
    ['^login failed for \\S+ from <HOST>$', (name) => `login failed for ${name} from ${attacker}`],
    ['^login failed for .* from <HOST>$', (name) => `login failed for ${name} from ${attacker}`],
    ['^login failed for .* from <HOST>(?: port \\d+)?$', (name) => `login failed for ${name} from ${attacker} port 1`],
    ['^login failed for "[^"]*" from <HOST>', (name) => `login failed for "${withoutQuotes(name)}" from ${attacker}`],
    ['^login failed from <HOST>: .*$', (name) => `login failed from ${attacker}: ${name}`],
    ['^login failed from <HOST>', (name) => `login failed from ${attacker}: ${name}`],
    ['^<HOST> \\S+ "[^"]*" .*no', (name) => `${attacker} x "${withoutQuotes(name)}" ${name} no`],
    ['^(?!.*: now .*: now )renamed .* <ADDR>: now .*$', (name) => `renamed ${name} ${attacker}: now ${name}`],
  ])('finds no other whatever a name is: %s', (failregex, line) => {
    expect(adviceOn(failregex)).toEqual([]);
    expect(idsIn(failregex, line('x'))).toEqual([attacker]);
    fc.assert(
      fc.property(names, (name) => {
        expect(idsIn(failregex, line(name))).not.toContain(victim);
      }),
    );
  });

  it.each(stockFilters.flatMap((name) => modesOf(readFixture(name)).map((mode) => ({ name, mode }))))(
    'is every one of $name, $mode',
    ({ name, mode }) => {
      const filter = readFilter('config', name, new Map([['mode', mode]]))?.filter;
      const failregex = filter?.failregex.map(({ value }) => value) ?? [];
      const prefregex = filter?.prefregex && { prefregex: filter.prefregex.value };
      expect(adviceOnAll({ ...sourcesOf(''), ...prefregex, failregex })).toEqual([]);
    },
  );

  it('is one that cannot be used', () => {
    expect(adviceOn('login (failed from <HOST>')).toEqual([]);
  });
});

describe('advice', () => {
  it.each([
    ['failed from <HOST>$', /^matches wherever in a line .* Begin it with \^/],
    ['^<F-USER>.*</F-USER> failed from <HOST>', /and '\.\*' at position 9 may run over the address: .* and \$$/],
    ['^.* failed from <HOST>(?:, as \\S+ .*)?$', /^has '\.\*' at position 1, .* and so does '\.\*' at position 34: /],
    ['^(?:\\w+\\s?)*failed from <HOST>$', /^may take for ever .*: '\(\?:\\w\+\\s\?\)\*' at position 1 can divide/],
  ])('says where %s is at fault', (failregex, text) => {
    expect(adviceOn(failregex)).toEqual([expect.stringMatching(text)]);
  });

  it('is given on a prefregex too', () => {
    const sources = { ...sourcesOf('^failed from <HOST>$'), prefregex: '^(?:\\w+:? ?)* <F-CONTENT>.+</F-CONTENT>$' };
    expect(regexAdvice(sources, compileRegexes(sources))).toEqual([
      { place: { option: 'prefregex', number: 0 }, text: expect.stringMatching(/^may take for ever/) as string },
    ]);
  });
});
