import { describe, expect, it } from 'vitest';
import { type ReportOptions, Tally } from '../../src/cli/regex/tally.js';
import { headerLine, renderReport, shortened } from '../../src/cli/regex-report.js';
import type { Failure } from '../../src/filter/failure.js';
import { missed } from '../../src/filter/line-result.js';

process.env['TZ'] = 'UTC';

const short: ReportOptions = {
  verbose: false,
  verboseDate: false,
  longest: { matched: 0, ignored: 20, missed: 20 },
};
const tallyOf = (failregex: readonly string[], ignoreregex: readonly string[] = [], options = short, maxlines = 1) =>
  new Tally({ failregex, ignoreregex }, maxlines, options);
const failureIn = (line: string, matches: readonly string[] = [line]): Failure => ({
  ...{ id: '192.0.2.1', resolve: false, time: 1_773_143_990, matches, fields: {}, regex: 0 },
});
const tried = (line: string) => ({ line, text: line });
const hit = (line: string) => ({ ...missed, status: 'matched' as const, regexes: [0], failures: [failureIn(line)] });

function render(tally: Tally, options = short): string[] {
  const templates = [
    { name: 'Year-Month-Day', hits: 2, weight: 100, distance: 0, pattern: '%Y-%m-%d', regex: '(2)' },
    { name: 'Epoch', hits: 0, weight: 1, distance: 0, pattern: 'EPOCH', regex: '(1)' },
  ];
  return renderReport({ prefregex: undefined, tally, templates, debuggex: undefined, seconds: 0.004 }, options).split(
    '\n',
  );
}

describe('the report', () => {
  it('lists what was hit', () => {
    const tally = tallyOf(['^a <HOST>', '^b <HOST>'], ['x']);
    tally.add('a 192.0.2.1', hit('a 192.0.2.1'));
    tally.add('a x', { ...missed, status: 'ignored', ignoreregexes: [0] });
    tally.add('c', missed);
    expect(render(tally).join('\n')).toBe(`
Results
=======

Failregex: 1 total
|-  #) [# of hits] regular expression
|   1) [1] ^a <HOST>
\`-

Ignoreregex: 1 total
|-  #) [# of hits] regular expression
|   1) [1] x
\`-

Date template hits:
|- [# of hits] date format
|  [2] Year-Month-Day
\`-

Lines: 3 lines, 1 ignored, 1 matched, 1 missed
[processed in 0.00 sec]

|- Ignored line(s):
|  a x
\`-
|- Missed line(s):
|  c
\`-
`);
  });

  it('shows everything, and who hit when, if verbose', () => {
    const verbose = { ...short, verbose: true };
    const tally = tallyOf(['^a <HOST>', '^b <HOST>'], [], verbose);
    tally.add('a 192.0.2.1', hit('a 192.0.2.1'));
    const report = render(tally, verbose);
    expect(report).toContain('|      192.0.2.1  Tue Mar 10 11:59:50 2026');
    expect(report).toContain('|   2) [0] ^b <HOST>');
    expect(report).toContain('|  [0] Epoch');
  });

  it('shows the prefregex with its tags expanded', () => {
    const report = renderReport(
      { prefregex: { expanded: '^x', hits: 4 }, tally: tallyOf([]), templates: [], debuggex: undefined, seconds: 0 },
      short,
    );
    expect(report).toContain('\nPrefregex: 4 total\n|  ^x\n`-\n\nFailregex: 0 total\n\nIgnoreregex: 0 total\n\nDate');
  });

  it.each([
    [19, short, '|- Missed line(s):'],
    [20, short, 'Missed line(s): too many to print.  Use --print-all-missed to print all 20 lines'],
    [
      3,
      { ...short, longest: { ...short.longest, missed: 3 } },
      'Missed line(s): too many to print.  Use --print-all-missed to print all 3 lines',
    ],
    [20, { ...short, longest: { ...short.longest, missed: Infinity } }, '|- Missed line(s):'],
  ])('of %d missed lines', (count, options, title) => {
    const tally = tallyOf([], [], options);
    for (let at = 0; at < count; at += 1) tally.add(`line ${at}`, missed);
    expect(render(tally, options)).toContain(title);
  });

  it('is silent about lists nobody wants', () => {
    const nothing = { ...short, longest: { matched: 0, ignored: 0, missed: 0 } };
    const tally = tallyOf([], [], nothing);
    tally.add('c', missed);
    const report = render(tally, nothing);
    expect(report.at(-2)).toBe('');
    expect(report).not.toContain('|  c');
  });
});

describe('the tally', () => {
  it('counts lines that a match of several lines used up as matched', () => {
    const all = { ...short, longest: { matched: Infinity, ignored: Infinity, missed: Infinity } };
    const tally = tallyOf(['a'], [], all, 3);
    tally.add('first', missed);
    tally.add('noise', missed);
    tally.add('last', { ...hit('last'), failures: [failureIn('last', ['first', 'last'])] });
    expect([tally.matched, tally.missed]).toEqual([
      { count: 2, kept: [tried('first'), tried('last')] },
      { count: 1, kept: [tried('noise')] },
    ]);
  });

  it('keeps no more lines than may be shown', () => {
    const tally = tallyOf(['a']);
    for (let at = 0; at < 30; at += 1) tally.add(`line ${at}`, missed);
    tally.add('a 192.0.2.1', hit('a 192.0.2.1'));
    expect(tally.missed).toMatchObject({ count: 30, kept: { length: 20 } });
    expect(tally.matched).toEqual({ count: 1, kept: [] });
    expect(tally.failregex).toEqual([{ regex: 'a', hits: 1, who: [] }]);
  });
});

describe('header lines', () => {
  it('end their label at column 20', () => {
    expect(headerLine('jail', 'sshd')).toBe('Use             jail : sshd');
    expect(headerLine('failregex line', 'x')).toBe('Use   failregex line : x');
  });

  it('cut what is longer than 53 characters', () => {
    expect(shortened('x'.repeat(53))).toHaveLength(53);
    expect(shortened('x'.repeat(54))).toBe(`${'x'.repeat(50)}...`);
  });
});
