import fc from 'fast-check';

/** A log with its clock, and how its dates are to be found. */
export interface DateCase {
  readonly tz: string;
  readonly logtimezone: string | null;
  readonly datepattern: string | null;
  /** When each line is read, in epoch seconds, and its text. */
  readonly lines: readonly (readonly [now: number, text: string])[];
}

/** What a date is written from; the clock is the writer's own. */
interface Moment {
  readonly date: Date;
  readonly zone: string;
  readonly fraction: string;
  readonly sep: string;
  readonly padded: boolean;
}

type Writer = (moment: Moment) => string;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const fullDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const fullMonths = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const pad = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill);

const year: Writer = ({ date }) => String(date.getUTCFullYear());
const month: Writer = ({ date, padded }) => pad(date.getUTCMonth() + 1, padded ? 2 : 1);
const day: Writer = ({ date, padded }) => pad(date.getUTCDate(), padded ? 2 : 1);
const hour: Writer = ({ date, padded }) => pad(date.getUTCHours(), padded ? 2 : 1);
const mon: Writer = ({ date }) => (fullMonths[date.getUTCMonth()] ?? '').slice(0, 3);
const dow: Writer = ({ date }) => days[date.getUTCDay()] ?? '';
const minute: Writer = ({ date }) => pad(date.getUTCMinutes());
const second: Writer = ({ date }) => pad(date.getUTCSeconds());
const clock: Writer = (m) => `${hour(m)}:${minute(m)}:${second(m)}`;
const blankDay: Writer = ({ date }) => pad(date.getUTCDate(), 2, ' ');
const epoch: Writer = ({ date }) => String(date.getTime() / 1000);

/** The shapes of logs, as their programs write them. */
const shapes: readonly Writer[] = [
  (m) => `${year(m)}${m.sep}${month(m)}${m.sep}${day(m)} ${clock(m)}`,
  (m) => `${year(m)}-${month(m)}-${day(m)}T${clock(m)}.${m.fraction}${m.zone}`,
  (m) => `${year(m)}/${month(m)}/${day(m)} ${clock(m)}`,
  (m) => `${year(m)}-${month(m)}-${day(m)} ${clock(m)},${m.fraction} ${m.zone}`,
  (m) => `${mon(m)} ${blankDay(m)} ${clock(m)}`,
  (m) => `${mon(m)} ${blankDay(m)} ${clock(m)} ${year(m)}`,
  (m) => `${dow(m)} ${mon(m)} ${day(m)} ${clock(m)}.${m.fraction} ${year(m)}`,
  (m) => `${dow(m)} ${mon(m)} ${day(m)} ${year(m)} ${clock(m)}`,
  (m) => `${day(m)}${m.sep}${month(m)}${m.sep}${year(m).slice(2)} ${clock(m)}`,
  (m) => `${day(m)}/${mon(m)}/${year(m)}:${clock(m)} ${m.zone}`,
  (m) => `${day(m)}${m.sep}${mon(m)}${m.sep}${year(m)} ${clock(m)}.${m.fraction}`,
  (m) => `${month(m)}/${day(m)}/${year(m)}:${clock(m)}`,
  (m) => `${month(m)}-${day(m)}-${year(m)} ${clock(m)}.${m.fraction}`,
  epoch,
  (m) => `${epoch(m)}.${m.fraction}`,
  (m) => `audit(${epoch(m)}.${m.fraction}:42)`,
  clock,
  (m) => `<${month(m)}/${day(m)}/${year(m).slice(2)}@${clock(m)}>`,
  (m) => `${year(m).slice(2)}${pad(m.date.getUTCMonth() + 1)}${pad(m.date.getUTCDate())} ${clock(m)}`,
  (m) => `${mon(m)} ${day(m)}, ${year(m)} ${pad(m.date.getUTCHours() % 12 || 12)}:${minute(m)}:${second(m)} PM`,
  (m) => `${mon(m)}-${day(m)}-${year(m).slice(2)} ${clock(m)}`,
  (m) =>
    `${m.date.toISOString().slice(0, 10).replaceAll('-', '')}T${m.date.toISOString().slice(11, 19).replaceAll(':', '')}`,
  (m) => `CET ${dow(m)} ${mon(m)} ${day(m)} ${clock(m)}`,
  (m) => `${m.zone} ${mon(m)} ${day(m)} ${clock(m)} ${year(m)}`,
  (m) => `@4${(m.date.getTime() / 1000).toString(16).padStart(15, '0')}2a000000`,
  (m) => `${mon(m)} 31 ${clock(m)}`,
  (m) => `${year(m)}-${month(m)}-31 ${clock(m)}`,
  (m) => `${year(m)}-${month(m)}-${day(m)} ${hour(m)}:${minute(m)}:60`,
];

const before = [
  ...['', '', '', '', ' ', '[', '[[', '[[[', '<34>', 'host ', 'x', 'é ', '"', 'at=', 'error ', 'XYZ '],
  ...['104.57.92.230 - - [', '1.2.3.4 - - [', '2001:db8::1 - x [', 'kernel: [12345.678] ', '27-01-2024 01:02:03 '],
  ...['type=X msg=', 'CET ', '+0100 ', 'Sun ', '[error] 12#0: ', '12:13:14 ', '1710071999 '],
];
const after = [
  ...[
    '',
    ' host sshd[1]: x',
    '] "GET / HTTP/1.1" 200',
    ': x',
    'foo',
    ' CET',
    ' UTC',
    '.123',
    '1',
    ')',
    'Z',
    ' +0100 x',
    '>',
  ],
  ...[
    ' 2024 x',
    ' Mar  9 10:00:00',
    ' said 2023-01-01 00:00:00',
    ' x 10/Mar/2024:11:59:59 +0100',
    '\té \u{1f600}',
    '..',
    ' am',
    '_',
  ],
];

const zones = ['Z', 'UTC', 'GMT', '+0100', '-03:30', '+05', '+0545', '-1130', '+2000', 'CET', 'utc', 'EST-01', 'A'];
const places = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Asia/Kathmandu',
];

const year2005 = 1_104_537_600;
const year2027 = 1_798_761_600;

/** Now and then a clock is about to be changed, or a year to begin. */
const now = fc.oneof(
  fc.integer({ min: year2005 + 86_400 * 3, max: year2027 - 86_400 * 3 }),
  fc.constantFrom(1_711_846_800, 1_729_990_800, 1_710_054_000, 1_730_613_600, 1_712_415_600, 1_728_142_200),
  fc.integer({ min: -2 * 86_400, max: 2 * 86_400 }).map((off) => 1_704_067_200 + off),
  fc.constant(1_709_208_000),
);

/** Most lines are new, some are old or of the future. */
const age = fc.oneof(
  fc.integer({ min: -60, max: 60 }),
  fc.integer({ min: -90_000, max: 8000 }),
  fc.integer({ min: -2 * 86_400, max: 400 * 86_400 }),
);

const moment = fc.record({
  zone: fc.constantFrom(...zones),
  fraction: fc.constantFrom('1', '25', '123', '123456', '1234567'),
  sep: fc.constantFrom('-', '/', '.'),
  padded: fc.boolean(),
});

/** Spoils a line here and there. */
const spoil = fc.oneof(
  { weight: 6, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(40), fc.nat(1), fc.constantFrom('', '', ' ', '0', '9', ':', '-', '/', 'x', 'é', '2', '+', '\u0085'))
      .map(
        ([at, cut, text]) =>
          (line: string) =>
            line.slice(0, at) + text + line.slice(at + cut),
      ),
  },
);

/** One way a program writes its lines. */
const layout = (writers: readonly Writer[]) =>
  fc.tuple(fc.constantFrom(...before), fc.constantFrom(...writers), fc.constantFrom(...after), moment).map(
    ([head, write, tail, how]) =>
      (time: number) =>
        head + write({ ...how, date: new Date(time * 1000) }) + tail,
  );

const dateless = [
  ' ',
  'no date',
  '    at java.lang.Thread.run(Thread.java:750)',
  '104.57.92.230',
  '192.0.2.1:443 12345678901',
];

/** A log of a few layouts, its lines read in order. */
const log = (writers: readonly Writer[]) =>
  fc
    .tuple(
      now,
      fc.array(layout(writers), { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(fc.nat(2), age, spoil, fc.integer({ min: -3, max: 400 }), fc.nat(15)), {
        minLength: 1,
        maxLength: 14,
      }),
    )
    .map(([start, layouts, lines]) => {
      let time = start;
      return lines.map(([which, old, change, pause, odd]) => {
        time += Math.max(0, pause);
        const write = layouts[which % layouts.length];
        const text = odd === 0 ? (dateless[old & 3] ?? '') : (write?.(time - old) ?? '');
        return [time, change(text) || ' '] as const;
      });
    });

/** Pieces of a datepattern, and what a log has in their place. */
const pieces: readonly (readonly [pattern: string, write: Writer])[] = [
  ['%Y', year],
  ['%ExY', year],
  ['%y', (m) => year(m).slice(2)],
  ['%Exy', (m) => year(m).slice(2)],
  ['%m', month],
  ['%Exm', month],
  ['%b', mon],
  ['%B', ({ date }) => fullMonths[date.getUTCMonth()] ?? ''],
  ['%d', day],
  ['%d', blankDay],
  ['%Exd', day],
  [
    '%j',
    ({ date, padded }) =>
      pad(((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 0)) / 86_400_000) | 0, padded ? 3 : 1),
  ],
  ['%a', dow],
  ['%A', ({ date }) => fullDays[date.getUTCDay()] ?? ''],
  ['%w', ({ date }) => String(date.getUTCDay())],
  ['%U', ({ date }) => pad(date.getUTCDate())],
  ['%W', ({ date }) => pad(date.getUTCDate() + 22)],
  ['%H', hour],
  ['%ExH', hour],
  ['%k', hour],
  ['%Exk', hour],
  ['%I', ({ date, padded }) => pad(date.getUTCHours() % 12 || 12, padded ? 2 : 1)],
  ['%l', ({ date }) => pad(date.getUTCHours() % 12 || 12, 2, ' ')],
  ['%Exl', ({ date }) => pad(date.getUTCHours() % 12 || 12, 2, ' ')],
  ['%M', minute],
  ['%ExM', minute],
  ['%S', second],
  ['%ExS', second],
  ['%f', ({ fraction }) => fraction],
  ['%p', ({ date, padded }) => (date.getUTCHours() < 12 ? 'am' : padded ? 'PM' : 'pm')],
  ['%z', ({ zone }) => zone],
  ['%Z', ({ zone }) => zone],
  ['%Exz', ({ zone }) => zone],
  ['%ExZ', ({ zone }) => zone],
  ['%u', ({ date }) => String(date.getUTCDay())],
  ['%V', ({ date }) => pad(date.getUTCDate())],
  ['%G', year],
  ['{EPOCH}', epoch],
  ['{LEPOCH}', (m) => `${epoch(m)}${m.fraction.length === 6 ? '123456' : m.padded ? '123' : ''}`],
];

/** Whole dates, which chance would seldom put together. */
const wholes: readonly (readonly [pattern: string, write: Writer])[] = [
  ['%Y-%m-%d %H:%M:%S', (m) => `${year(m)}-${month(m)}-${day(m)} ${clock(m)}`],
  ['%d/%b/%Y:%H:%M:%S %z', (m) => `${day(m)}/${mon(m)}/${year(m)}:${clock(m)} ${m.zone}`],
  ['%b %d %H:%M:%S', (m) => `${mon(m)} ${day(m)} ${clock(m)}`],
  ['%m/%d %H:%M', (m) => `${month(m)}/${day(m)} ${hour(m)}:${minute(m)}`],
  ['%I:%M:%S %p', (m) => `${pad(m.date.getUTCHours() % 12 || 12)}:${minute(m)}:${second(m)} AM`],
  ['%H:%M', (m) => `${hour(m)}:${minute(m)}`],
  [
    '%Y %j',
    (m) => `${year(m)} ${pad(((m.date.getTime() - Date.UTC(m.date.getUTCFullYear(), 0, 0)) / 86_400_000) | 0, 3)}`,
  ],
  ['%Y-%W-%w', (m) => `${year(m)}-${pad(m.date.getUTCDate())}-${m.date.getUTCDay()}`],
  ['%Y-%U-%a', (m) => `${year(m)}-${pad(m.date.getUTCDate() + 22)}-${dow(m)}`],
  ['%c', (m) => `${dow(m)} ${mon(m)} ${day(m)} ${clock(m)} ${year(m)}`],
  ['%x %X', (m) => `${pad(m.date.getUTCMonth() + 1)}/${pad(m.date.getUTCDate())}/${year(m).slice(2)} ${clock(m)}`],
  ['%Y', year],
  ['{DATE}', shapes[0] as Writer],
  ['{DATE}', shapes[4] as Writer],
  ['{DATE}', shapes[9] as Writer],
];

const links: readonly (readonly [pattern: string, text: string])[] = [
  ...([
    ['-', '-'],
    ['/', '/'],
    [' ', ' '],
    [':', ':'],
    ['\\.', '.'],
    ['T', 'T'],
    ['', ''],
    ['\\s+', '  '],
  ] as const),
  ...([
    ['(?:T| )', 'T'],
    ['[.,]', ','],
    ['%%', '%'],
    ['\\|', '|'],
    ['é', 'é'],
    ['.', 'x'],
    [' *', ''],
  ] as const),
];

/** Around the pattern, and around what it finds. */
const frames: readonly (readonly [open: string, close: string, head: string, tail: string])[] = [
  ...([
    ['', '', '', ''],
    ['^', '', '', ''],
    ['', '$', '', ''],
    ['**', '', 'x', ''],
    ['', '**', '', 'x'],
  ] as const),
  ...([
    ['{^LN-BEG}', '', '[', ']'],
    ['{UNB}', '', 'x', 'x'],
    ['^\\[', '\\]', '[', ']'],
    ['\\[', '\\]', '[', ']'],
  ] as const),
  ...([
    ['(', ')', '', ''],
    ['^\\[(', ')\\]', '[', ']'],
    ['^(?P<h>\\S+) (', ')', 'h ', ''],
    ['', ' (foo|bar)', '', ' foo'],
  ] as const),
  ...([
    ['(foo|bar) ', '', 'bar ', ''],
    ['(?i)', '', '', ''],
    ['', '\\s', '', ' '],
    ['', '\\b', '', ''],
    ['^', '$', '', ''],
  ] as const),
  ...([
    ['(?:', ')', '', ''],
    ['(?:^|x)', '', 'x', ''],
    ['(?=.)', '', '', ''],
    ['x?()', '', '', ''],
    ['', '(?: x)?', '', ' x'],
  ] as const),
];

type Piece = readonly [pattern: string, write: Writer];

const composed: fc.Arbitrary<Piece> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6, selector: ([pattern]) => pattern.at(-1) }),
    fc.array(fc.constantFrom(...links), { minLength: 6, maxLength: 6 }),
  )
  .map(([parts, between]) => [
    parts
      .map(([pattern], at) => (at === 0 ? '' : (between[at]?.[0] ?? '')) + pattern)
      .join('')
      .replace(/^(%(?:Ex)?[kl])/, '(?:$1)'),
    (m) => parts.map(([, write], at) => (at === 0 ? '' : (between[at]?.[1] ?? '')) + write(m)).join(''),
  ]);

const entry: fc.Arbitrary<Piece> = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...wholes) }, { weight: 1, arbitrary: composed }),
    fc.constantFrom(...frames),
  )
  .map(([[pattern, write], [open, close, head, tail]]) => [open + pattern + close, (m) => head + write(m) + tail]);

const specials = [
  ...['EPOCH', '^EPOCH', '{^LN-BEG}EPOCH', 'LEPOCH', '^LEPOCH', '{^LN-BEG}LEPOCH', 'TAI64N', '^TAI64N', 'epoch'],
  ...[
    '{DEFAULT}',
    '{^LN-BEG}',
    '{^ln-beg}',
    '{NONE}',
    '\\|{EPOCH}\\|',
    'ISO8601',
    'm/H:S',
    '^x {DATE} y',
    '^[^\\[]*\\[({DATE})',
  ],
];

const special: fc.Arbitrary<Piece> = fc
  .tuple(fc.constantFrom(...specials), fc.constantFrom(...shapes))
  .map(([pattern, write]) => [pattern, write]);

const withoutPattern: fc.Arbitrary<Pick<DateCase, 'datepattern' | 'lines'>> = log(shapes).map((lines) => ({
  datepattern: null,
  lines,
}));

const withPattern: fc.Arbitrary<Pick<DateCase, 'datepattern' | 'lines'>> = fc
  .array(fc.oneof({ weight: 4, arbitrary: entry }, { weight: 1, arbitrary: special }), { minLength: 1, maxLength: 3 })
  .chain((entries) =>
    log([...entries.map(([, write]) => write), shapes[0] as Writer]).map((lines) => ({
      datepattern: entries.map(([pattern]) => pattern).join('\n'),
      lines,
    })),
  );

/** Cases as users make them and worse: half of them without a datepattern. */
export const arbitraryDateCase: fc.Arbitrary<DateCase> = fc
  .tuple(
    fc.constantFrom(...places),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom('CET', 'UTC', 'Z+0530', '-0330') },
    ),
    fc.oneof(withoutPattern, withPattern),
  )
  .map(([tz, logtimezone, found]) => ({ tz, logtimezone, ...found }));

const numbers = Array.from({ length: 130 }, (_, n) => [String(n), pad(n), pad(n, 3), ` ${n}`]).flat();
const names = [
  ...['366', '367', '399', '2026', '1999', '20261', 'Z', 'UTC', 'GMT', 'UTC+0100', '+01', '+0100', '+01:00', '-1945'],
  ...['+2000', 'CET', 'CEST', 'ABCDE', 'ABCDEF', 'AB', 'A', 'utc', 'z', 'A+0100', 'CET+01', 'CET+0100', 'AB+01', '+1'],
  ...[
    'monday',
    'Mon',
    'Tues',
    'january',
    'Jan',
    'Junex',
    'Sept',
    'am',
    'PM',
    'p.m.',
    '%',
    '0123456789',
    '+01:0',
    'UTC+1',
  ],
  ...['1710071999.123456', '1710071999123', '1710071999123456', '1710071999123.1234567', '171007199', '171007199912'],
];
const codes = [...new Set(pieces.map(([pattern]) => pattern)), '%c', '%x', '%X', 'EPOCH', 'LEPOCH'];

/** Two ways to say the same in one pattern, and what a log may have there. */
const pairs: readonly (readonly [pattern: string, ...texts: string[]])[] = [
  ['%H %I', '13 01', '02 12'],
  ['%I %H', '01 13', '12 02'],
  ['%H %I %p', '13 01 am', '02 12 PM'],
  ['%p %l', 'am 18', 'PM 18', 'PM 12', 'pm  9'],
  ['%Y %y', '2022 23'],
  ['%y %Y', '23 2022'],
  ['%m %b %d', '03 Jan 28'],
  ['%z %Z', '+0100 EST', 'Z EST', '+0100 Z'],
  ['%Z %z', 'EST +0100', 'XYZ +0100'],
  ['%U %W %a', '10 40 Mon', '33 00 Sun'],
  ['%W %U %a', '40 10 Mon'],
  ['%A %w %W', 'Tuesday 3 40', 'Tuesday 0 00'],
  ['%a %A %U', 'Mon Tuesday 10'],
  ['%d %j', '28 100'],
  ['%m %j', '03 100'],
  ['%w', '3'],
];

/** Each code by itself, bounded and not, and codes that contradict each other; each text to a fresh detector. */
export function codeCases(): readonly DateCase[] {
  const alone = codes.flatMap((code) =>
    [code, `{UNB}(?:${code})`, `(?:${code})`, `^${code}`].map((pattern) => [pattern, ...numbers, ...names] as const),
  );
  return [...alone, ...pairs].flatMap(([datepattern, ...texts]) =>
    texts.map((text) => ({ tz: 'UTC', logtimezone: null, datepattern, lines: [[1_710_072_000, text] as const] })),
  );
}
