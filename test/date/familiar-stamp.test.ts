import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../src/date/calendar.js';
import { compileDateTemplate } from '../../src/date/date-template.js';
import { clfShape, defaultPatterns, isoShape, syslogShape } from '../../src/date/default-patterns.js';
import { endOfHint } from '../../src/date/default-sieve.js';
import { blankDate } from '../../src/date/written-date.js';
import { sunday } from './cut-date.js';

const pad = (value: number) => String(value).padStart(2, '0');
const months = ['Jan', 'feb', 'MAR', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec', 'Mai', 'Jän'];

/** Numbers as dates have them, and now and then ones that no date has. */
const number = (from: number, to: number) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: from, max: to }).map(pad) },
    { weight: 1, arbitrary: fc.constantFrom('00', '24', '60', '61', '99', '5', ' 7', '123', '٣٤') },
  );
const clock = fc.tuple(number(0, 23), number(0, 59), number(0, 59)).map((parts) => parts.join(':'));
const year = fc.constantFrom('2024', '2024', '2009', '2029', '1999', '2030', '24');
const month = fc.constantFrom(...months);
const fraction = fc.constantFrom('', '', '.1', ',123', '.123456', '.1234567', '.', '.x', ',', '.é');
const zone = fc.constantFrom(
  ...[
    '',
    '',
    'Z',
    'Zx',
    ' Z',
    '+0100',
    '-03:30',
    ' +0100',
    '  +0100',
    '+01',
    '+2000',
    '+01:0',
    '-',
    ' - x',
    ' -x',
    ' -1',
  ],
  ...[
    ' UTC',
    'UTC',
    ' GMT',
    ' z',
    '\t+0100',
    '\u00a0+0100',
    ' \u00a0Z',
    '+01000',
    '+0100x',
    ' CET',
    ' 2024',
    ' 2024x',
    ' 20',
  ],
);
const tail = fc.constantFrom(
  '',
  '',
  ' x',
  ' vps1 sshd[1]: x',
  ']',
  '] "GET /"',
  ': x',
  'x',
  '_',
  'é',
  '1',
  '.',
  ' é',
  '\u00a0x',
);
/** What stands between the parts of a day: mostly the same twice. */
const separators = fc
  .tuple(fc.constantFrom('-', '/', '.'), fc.constantFrom('', '', '', '', '-', ':'))
  .map(([first, second]) => [first, second || first] as const);

const stamps: Readonly<Record<string, fc.Arbitrary<string>>> = {
  [syslogShape]: fc
    .tuple(month, number(1, 31), fc.constantFrom(' ', ' ', ' ', '  '), clock, fraction, zone)
    .map(([name, day, gap, time, part, rest]) => `${name} ${day.replace(/^0/, ' ')}${gap}${time}${part}${rest}`),
  [isoShape]: fc
    .tuple(
      year,
      separators,
      number(1, 12),
      number(1, 31),
      fc.constantFrom('T', 'T', ' ', '  ', 't'),
      clock,
      fraction,
      zone,
    )
    .map(
      ([y, [first, second], m, d, middle, time, part, rest]) =>
        `${y}${first}${m}${second}${d}${middle}${time}${part}${rest}`,
    ),
  [clfShape]: fc
    .tuple(number(1, 31), separators, month, year, fc.constantFrom(':', ':', ' ', ''), clock, fraction, zone)
    .map(
      ([d, [first, second], name, y, middle, time, part, rest]) =>
        `${d}${first}${name}${second}${y}${middle}${time}${part}${rest}`,
    ),
};

describe.each(Object.entries(stamps))('the reader of %s', (shape, stamp) => {
  const template = compileDateTemplate(shape, 2024);
  const read = template.familiar?.read;
  const date = blankDate();
  const calendar = new Calendar(0);

  it('finds what the regex finds, or leaves it to that', () => {
    let count = 0;
    const runs = 20_000;
    fc.assert(
      fc.property(stamp, tail, fc.boolean(), (text, rest, isAll) => {
        const line = `[${text}${rest}`;
        const limit = isAll ? line.length : line.length - rest.length;
        const end = read?.(line, 1, limit, date) ?? -1;
        if (end === -1) return;
        count += 1;
        const found = template.search(line.slice(0, limit));
        expect([found?.from, found?.start, found?.end, found?.to]).toEqual([1, 1, end, end]);
        const written = found?.read();
        const expected = typeof written === 'object' ? calendar.timeOf(written, sunday) : Number.NaN;
        expect(calendar.timeOf(date, sunday)).toBe(expected);
      }),
      { numRuns: runs },
    );
    expect(count).toBeGreaterThan(runs / 50);
  });

  it('is there for an entry at the start of a line too, and for no other', () => {
    expect(compileDateTemplate(`{^LN-BEG}${shape}`, 2024).familiar).toBeDefined();
    expect(compileDateTemplate(`^${shape}`, 2024).familiar).toBeUndefined();
    expect(compileDateTemplate(`${shape}x`, 2024).familiar).toBeUndefined();
  });
});

const templates = defaultPatterns.map((pattern) => compileDateTemplate(pattern, 2024));

it('lets no other shape find anything in an unmistakable date', () => {
  const clf = defaultPatterns.indexOf(clfShape);
  const others = templates.filter((_, at) => at !== clf);
  expect(templates.map((template) => template.familiar?.isUnmistakable === true).indexOf(true)).toBe(clf);
  fc.assert(
    fc.property(stamps[clfShape] ?? fc.constant(''), (text) => {
      if (templates[clf]?.familiar?.read(text, 0, text.length, blankDate()) !== text.length) return;
      const line = `192.0.2.1 - - [${text}] "GET / HTTP/1.1"`;
      expect(others.filter((template) => template.search(line) !== undefined)).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
});

describe('the sieve', () => {
  const examples = [
    ...['2024-03-10T1:2:3', 'Mar 10 1:2:3', '10/03/24 11:59:59', '1710071999', 'audit(1710071999:4)', '11:5:59 x'],
    ...[
      '<03/10/24@11:59:59>',
      '240310  1:59:59',
      'Mar 10, 2024 1:5:59 AM',
      '20240310T115959',
      '@4000000065ed9d1f00000000',
    ],
  ];

  it('lets every date through', () => {
    const piece = fc.constantFrom(...examples, ...examples.map((text) => text.slice(3)), 'x', '[', ' ', '9', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const text = pieces.join('');
        const ends = templates.flatMap((template) => template.search(text)?.to ?? []);
        const hint = endOfHint(text);
        expect(ends.filter((end) => hint === -1 || end < hint)).toEqual([]);
      }),
      { numRuns: 3000 },
    );
    expect(examples.filter((text) => endOfHint(text) === -1)).toEqual([]);
  });

  it.each([
    '',
    'no date',
    '192.0.2.1:443 - -',
    '    at java.lang.Thread.run(Thread.java:750)',
    '2024-03-10 11:59',
    '2001:db8::1',
  ])('stops %j', (text) => expect(endOfHint(text)).toBe(-1));
});
