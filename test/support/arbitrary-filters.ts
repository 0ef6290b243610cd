import fc, { type Arbitrary } from 'fast-check';

/** A filter and the lines it is fed with, as real-filters.py has it. */
export interface FilterCase {
  readonly usedns: 'raw' | 'no';
  readonly maxlines: number;
  readonly prefregex: string | null;
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  readonly lines: readonly string[];
}

const alone = { usedns: 'raw', maxlines: 1, prefregex: null, ignoreregex: [] } as const;
const dated = (texts: readonly string[]) => texts.map((text) => `1700000000 ${text}`);
const maybe = (text: Arbitrary<string>): Arbitrary<string> => fc.oneof(fc.constant(''), text);
const joined = (...parts: readonly Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''));

const kinds = {
  bad: 'bad',
  nf: '<F-NOFAIL>nf</F-NOFAIL>',
  bye: '<F-MLFFORGET><F-NOFAIL>bye</F-NOFAIL></F-MLFFORGET>',
  drop: '<F-MLFFORGET>drop</F-MLFFORGET>',
  ok: '<F-MLFGAINED>ok</F-MLFGAINED>',
  end: '<F-MLFFORGET><F-MLFGAINED>end</F-MLFGAINED></F-MLFFORGET>',
};
const known =
  '(?: user=<F-USER>\\w*</F-USER>)?(?: alt=<F-ALT_USER>\\w*</F-ALT_USER>)?(?: id=<F-ID>\\w+</F-ID>)?(?: from <ADDR>)?';

/** Lines of one or two sessions, each of which may tell a user and an address (spec config §4.6). */
const sessions: Arbitrary<FilterCase> = fc
  .array(
    joined(
      fc.constantFrom('A ', 'A ', 'B '),
      fc.constantFrom(...Object.keys(kinds)),
      maybe(fc.constantFrom(' user=u1', ' user=u2', ' user=')),
      maybe(fc.constantFrom(' alt=u2', ' alt=u3')),
      fc.oneof({ arbitrary: fc.constant(''), weight: 4 }, { arbitrary: fc.constant(' id=joe'), weight: 1 }),
      maybe(fc.constantFrom(' from 192.0.2.1', ' from 192.0.2.2', ' from 2001:db8::1')),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((texts) => ({
    ...alone,
    failregex: Object.values(kinds).map((kind) => `^ <F-MLFID>\\w</F-MLFID> ${kind}${known}$`),
    lines: dated(texts),
  }));

// What 1.0.2 takes differently is left out: a lone colon before other digits (spec config §9), ids with a slash that are no networks.
const whole = fc.constantFrom('::1', '::ffff:c000:201', '[::1]', '[2001:db8::1]', '192.0.2.1', '192.0.2.128/25');
const piece = fc.oneof(
  fc.constantFrom('192.0.2.1', '999.1.1.1', '192.0.2.01', '2001:DB8::A', '12::34::56', '1:2:3:4:5:6:7:8:9'),
  fc.constantFrom('[', ']', ' ', '.', 'a', 'fe80::1%eth0', 'x.example', '-', '_', 'ü'),
  fc.ipV4(),
  fc.ipV6().filter((text) => !text.startsWith(':')),
  fc.domain(),
);
const pieces = fc.array(piece, { minLength: 1, maxLength: 3 }).map((texts) => texts.join(''));
const address = fc.oneof(
  { arbitrary: whole, weight: 1 },
  { arbitrary: joined(pieces, maybe(fc.constantFrom('/24', '/64', '/24]'))), weight: 5 },
);

/** What tags take for an address, a name or an id, and which id comes of it (spec config §4.2, §4.5). */
const identities: Arbitrary<FilterCase> = fc
  .record({
    usedns: fc.constantFrom('raw' as const, 'no' as const),
    failregex: fc
      .tuple(
        fc.constantFrom(
          '<HOST>',
          '<ADDR>',
          '<IP4>',
          '<IP6>',
          '<SUBNET>',
          '<ADDR>/<CIDR>',
          '<F-ID/>',
          '<F-ID>[\\w:.]+</F-ID>',
        ),
        fc.constantFrom('^ x ', ' x ', ' x.*?', '^ x <F-ID>\\w</F-ID>,'),
        fc.constantFrom('$', '', '\\b', '(?: |$)'),
      )
      .map(([tag, before, after]) => [before + tag + after])
      .filter(([regex = '']) => regex.split('<F-ID').length <= 2),
    lines: fc.array(joined(fc.constantFrom('x ', 'x a,'), address), { maxLength: 5 }).map(dated),
  })
  .map((rest) => ({ ...alone, ...rest }))
  .filter(({ failregex, lines }) => !(failregex.join().includes('F-ID') && lines.join().includes('/')));

/** Several lines at once, with some that are skipped (spec config §4.7). */
const multiline: Arbitrary<FilterCase> = fc
  .record({
    maxlines: fc.integer({ min: 1, max: 5 }),
    failregex: fc.uniqueArray(
      fc.constantFrom(
        '^ a <HOST><SKIPLINES>^ b$',
        '^ a <ADDR>\\n b$',
        ' a <HOST>$<SKIPLINES> c$<SKIPLINES>^ b$',
        '^ d <HOST>',
        '^ e\\n(?:.*\\n)?.* a <HOST>',
      ),
      { minLength: 1, maxLength: 3 },
    ),
    ignoreregex: fc.subarray(['^ a 192\\.0\\.2\\.2', '^ b', 'c', '\\n b\\n'], { maxLength: 1 }),
    lines: fc.array(fc.constantFrom('a 192.0.2.1', 'a 192.0.2.2', 'b', 'b', 'c', 'd 192.0.2.3', 'e', 'noise'), {
      maxLength: 12,
    }),
  })
  .map(({ lines, ...rest }) => ({ ...alone, ...rest, lines: dated(lines) }));

/** What prefregex leaves of a line, and which part of it ignoreregexes see (spec config §4.4). */
const narrowed: Arbitrary<FilterCase> = fc
  .record({
    prefregex: fc.constantFrom(
      null,
      '^ pre(?: <F-USER>\\w+</F-USER>)?: <F-CONTENT>.+</F-CONTENT>$',
      '^ <F-CONTENT>.*?</F-CONTENT>(?: end)?$',
      '^ \\w+: <F-CONTENT>.*</F-CONTENT>$',
      '^ pre',
    ),
    failregex: fc.subarray(
      ['^ ?(?:pre\\w*: )?a <HOST>', 'b <HOST>$', '^c <HOST>', '<HOST>', 'x'.repeat(9) + '<HOST>'],
      { minLength: 1 },
    ),
    ignoreregex: fc.subarray(['^ pre', '^a', 'b 192\\.0\\.2\\.2', 'end$'], { maxLength: 2 }),
    lines: fc.array(
      joined(
        maybe(fc.constantFrom('pre: ', 'pre joe: ', 'post: ')),
        maybe(fc.constantFrom('a ', 'b ', 'c ')),
        maybe(fc.constantFrom('192.0.2.1', '192.0.2.2')),
        maybe(fc.constantFrom(' end', ' more')),
      ),
      { maxLength: 6 },
    ),
  })
  .map(({ lines, ...rest }) => ({ ...alone, ...rest, lines: dated(lines) }));

/** Alternatives and tuples (spec config §4.2). */
const composed: Arbitrary<FilterCase> = fc
  .record({
    failregex: fc
      .subarray(['F-X', 'F-ALT_X', 'F-ALT_X_1', 'F-ALT_X_2', 'F-ALT_X1', 'F-TUPLE_Y', 'F-TUPLE_Y_1', 'F-Y'], {
        minLength: 1,
      })
      .map((tags) => [`^ ${tags.map((tag) => `(?:${tag}=<${tag}>\\w*</${tag}> )?`).join('')}<ADDR>$`]),
    lines: fc.array(
      fc
        .subarray(['F-X', 'F-ALT_X', 'F-ALT_X_1', 'F-ALT_X_2', 'F-ALT_X1', 'F-TUPLE_Y', 'F-TUPLE_Y_1', 'F-Y'])
        .chain((tags) =>
          fc.tuple(...tags.map((tag) => fc.constantFrom(`${tag}=${tag.slice(-1)} `, `${tag}= `, `${tag}=z `))),
        )
        .map((texts) => `${texts.join('')}192.0.2.1`),
      { maxLength: 5 },
    ),
  })
  .map(({ lines, ...rest }) => ({ ...alone, ...rest, lines: dated(lines) }));

/** Kinds of cases, by what they are about. */
export const arbitraryFilters = { sessions, identities, multiline, narrowed, composed };
