import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegexError } from '../../src/filter/regex-error.js';
import { compileFilter, type FilterOptions } from '../../src/filter/filter.js';
import { filterOptions } from '../support/filter-options.js';

const now = 1_700_000_000;

function filter(options: Partial<FilterOptions>) {
  const warnings: string[] = [];
  const compiled = compileFilter(filterOptions({ warn: (text) => warnings.push(text), ...options }));
  const at = { now, inOperation: true, writtenAfterStart: true };
  const process = (text: string, circumstances = {}) => compiled.process({ text, end: 0 }, { ...at, ...circumstances });
  return { process, warnings };
}

describe('a line', () => {
  it('becomes a failure', () => {
    const { process } = filter({ failregex: ['^ no <HOST>', '^ bad <F-USER>\\S+</F-USER> from <HOST>$'] });
    expect(process(`${now} bad joe from 192.0.2.1`)).toEqual({
      status: 'matched',
      failures: [
        {
          id: '192.0.2.1',
          resolve: false,
          time: now,
          form: 'fraction',
          matches: [`${now} bad joe from 192.0.2.1`],
          fields: { user: 'joe', ip4: '192.0.2.1' },
          regex: 1,
        },
      ],
      regexes: [1],
      ignoreregexes: [],
      contexts: [],
    });
  });

  it.each([
    // Traps 22 to 28 of spec config §8.
    ['^host x <HOST>', `${now} host x 192.0.2.1`, undefined],
    ['^\\[\\] host x <HOST>$', `[${now}] host x 192.0.2.1`, '192.0.2.1'],
    ['^x <ADDR>\\Z', 'x 192.0.2.1', undefined],
    ['^x <ADDR>$', 'x 192.0.2.1', '192.0.2.1'],
    ['^x <ADDR>\\s', 'x 192.0.2.1', '192.0.2.1'],
    ['x <HOST>$', 'x fe80::1%eth0', undefined],
    ['x <HOST>$', 'x ::ffff:192.0.2.1', '192.0.2.1'],
    ['^(?P<q>x)?y(?P=q) ?<ADDR>$', 'y 192.0.2.1', undefined],
    ['^a.b <ADDR>', 'a\u2028b 192.0.2.1', '192.0.2.1'],
    ['^\\w+ <ADDR>', 'jürgen 192.0.2.1', '192.0.2.1'],
    ['\\bürgen <ADDR>', 'jürgen 192.0.2.1', undefined],
    ['^((?i)X) <HOST>', 'x 192.0.2.1', '192.0.2.1'],
    ['^((?i)X)y <HOST>', 'xY 192.0.2.1', undefined],
  ])('%s on %s', (failregex, text, id) => {
    expect(filter({ failregex: [failregex] }).process(text).failures[0]?.id).toBe(id);
  });

  it.each(['256.1.1.1', '192.0.2.050', '12::34::56'])('%s looks like an address but is none, and is marked', (id) => {
    const { process } = filter({ failregex: ['^x <HOST>$'] });
    expect(process(`x ${id}`).failures).toMatchObject([{ id, malformed: true }]);
  });

  it('with a host name asks for its addresses', () => {
    const { process } = filter({ failregex: ['^x <HOST>$'], usedns: 'warn' });
    expect(process('x example.com').failures).toMatchObject([{ id: 'example.com', resolve: true }]);
    expect(process('x 192.0.2.1').failures).toMatchObject([{ id: '192.0.2.1', resolve: false }]);
  });

  it('fills in alternatives and gathers tuples', () => {
    const { process } = filter({
      failregex: [
        '^x (?:<F-USER>u</F-USER>|<F-ALT_USER_2>b</F-ALT_USER_2><F-ALT_USER_1>a</F-ALT_USER_1>?) <HOST>',
        '^y <F-ALT_USER1>z</F-ALT_USER1> <HOST>',
        '^z <F-USER>a</F-USER> <F-TUPLE_USER>b</F-TUPLE_USER> <F-TUPLE_USER_2>c</F-TUPLE_USER_2>? ?<HOST>',
      ],
    });
    const fields = (text: string) => process(text).failures[0]?.fields;
    expect(fields('x ba 192.0.2.1')).toMatchObject({ user: 'a' });
    expect(fields('x u 192.0.2.1')).toMatchObject({ user: 'u' });
    expect(fields('y z 192.0.2.1')).toEqual({ alt_user1: 'z', user1: 'z', ip4: '192.0.2.1' });
    expect(fields('z a b 192.0.2.1')).toMatchObject({ user: ['a', 'b'] });
    expect(fields('z a b c 192.0.2.1')).toMatchObject({ user: ['a', 'b', 'c'] });
  });

  it('without a date is discarded while catching up', () => {
    const { process } = filter({ failregex: ['^x <HOST>$'] });
    expect(process('x 192.0.2.1', { inOperation: false, writtenAfterStart: false })).toMatchObject({
      status: 'missed',
      failures: [],
    });
    expect(process('x 192.0.2.1', { inOperation: false }).failures).toHaveLength(1);
  });
});

it('a failure whose date is not known is complained of once a day', () => {
  const { process, warnings } = filter({ failregex: ['^y <HOST>$'] });
  for (const later of [0, 1]) process('y 192.0.2.1', { now: now + later });
  expect(warnings).toEqual([
    "Found a match but no valid date/time found for ''.",
    'Match without a timestamp: y 192.0.2.1',
    'Please try setting a custom date pattern (see man page tsban-jail.conf(5)).',
  ]);
});

describe('prefregex', () => {
  const prefregex = '^ <F-MLFID>s\\d</F-MLFID>(?: <F-USER>pre</F-USER>)?: <F-CONTENT>.+</F-CONTENT>$';

  it('narrows the line and lends its captures', () => {
    const { process } = filter({ prefregex, failregex: ['^fail <HOST>$', '^(?:<F-USER>u\\d</F-USER> )?<ADDR>$'] });
    expect(process(`${now} s1 pre: fail 192.0.2.1`).failures[0]?.fields).toEqual({
      mlfid: 's1',
      user: 'pre',
      users: ['pre'],
      ip4: '192.0.2.1',
    });
    expect(process(`${now} s2 pre: u1 192.0.2.1`).failures[0]?.fields).toMatchObject({ user: 'u1' });
    expect(process(`${now} s3 pre: 192.0.2.1`).failures[0]?.fields).toMatchObject({ user: 'pre' });
    expect(process(`${now} fail 192.0.2.1`).status).toBe('missed');
  });

  it.each([
    ['^ <F-CONTENT>.+</F-CONTENT>$', '^a <HOST> tail$'],
    ['^ <F-CONTENT>.+</F-CONTENT>(?:$)(?!x)', '^a <HOST> tail\\n\\Z'],
    ['^ <F-CONTENT>.+?</F-CONTENT> tail$', '^a <HOST>$'],
    ['^ <F-CONTENT>.+?</F-CONTENT>(?= tail)', '^a <HOST>$'],
    ['^ (?:<F-CONTENT>a \\S+</F-CONTENT>|b)(?: tail)?$', '^a <HOST>$'],
    // The newline that is in the content, and the one behind it.
    ['^ <F-CONTENT>[^x]+</F-CONTENT>', '^a <HOST> tail\\n\\n\\Z'],
  ])('%s leaves %s its content and a newline', (prefix, failregex) => {
    const line = `${now} a 192.0.2.1 tail`;
    expect(filter({ prefregex: prefix, failregex: [failregex] }).process(line).failures).toHaveLength(1);
    expect(filter({ prefregex: prefix, failregex: [`${failregex}.`] }).process(line).failures).toHaveLength(0);
  });

  it('makes ignoreregexes see the content only, unless there are four failregexes (trap 28)', () => {
    const failregex = ['^fail <HOST>$', '^b <HOST>$', '^c <HOST>$'];
    const line = `${now} s1: fail 192.0.2.1`;
    expect(filter({ prefregex, failregex, ignoreregex: ['^ s1'] }).process(line).status).toBe('matched');
    expect(filter({ prefregex, failregex, ignoreregex: ['^fail'] }).process(line)).toMatchObject({
      status: 'ignored',
      failures: [],
      regexes: [],
      ignoreregexes: [0],
    });
    const four = [...failregex, '^d <HOST>$'];
    expect(filter({ prefregex, failregex: four, ignoreregex: ['^ s1'] }).process(line).status).toBe('ignored');
  });

  it('has the last word over maxlines', () => {
    const { process, warnings } = filter({ prefregex, failregex: ['^fail <HOST>$'], maxlines: 5 });
    expect(process(`${now} s1: fail 192.0.2.1`).failures).toHaveLength(1);
    expect(warnings).toEqual(['maxlines = 5 has no effect together with prefregex, lines are searched one by one']);
  });
});

describe('sessions', () => {
  const failregex = [
    '^ <F-MLFID>s\\d</F-MLFID> <F-NOFAIL>from</F-NOFAIL> <HOST>$',
    '^ <F-MLFID>s\\d</F-MLFID> denied',
    '^ <F-NOFAIL>x</F-NOFAIL> <HOST>$',
  ];

  it('tie lines together', () => {
    const { process } = filter({ failregex });
    expect(process(`${now} s1 from 192.0.2.1`)).toMatchObject({ status: 'ignored', failures: [], regexes: [0] });
    expect(process(`${now} s2 denied`)).toMatchObject({ status: 'matched', failures: [], regexes: [1] });
    expect(process(`${now} s1 denied`).failures).toMatchObject([
      { id: '192.0.2.1', matches: [`${now} s1 from 192.0.2.1`, `${now} s1 denied`], fields: { mlfid: 's1' } },
    ]);
  });

  it('are needed for F-NOFAIL to have an effect, except offline (trap 30)', () => {
    expect(filter({ failregex }).process(`${now} x 192.0.2.1`).failures).toHaveLength(1);
    expect(filter({ failregex, offline: true }).process(`${now} x 192.0.2.1`)).toMatchObject({
      status: 'ignored',
      failures: [],
    });
  });
});

describe('several lines (spec config §4.7)', () => {
  const failregex = ['^ a <HOST><SKIPLINES>^ b$'];

  it('match over what lies between them, which stays for the next match', () => {
    const { process } = filter({ failregex, maxlines: 5 });
    const feed = (...texts: string[]) => texts.map((text) => process(`${now} ${text}`).failures);
    const [, , , first, second] = feed('a 192.0.2.1', 'noise', 'a 192.0.2.2', 'b', 'b');
    expect(first).toMatchObject([{ id: '192.0.2.1', matches: [`${now} a 192.0.2.1`, `${now} b`] }]);
    expect(second).toMatchObject([{ id: '192.0.2.2', matches: [`${now} a 192.0.2.2`, `${now} b`] }]);
  });

  it('are lost if the buffer is too small', () => {
    const { process } = filter({ failregex, maxlines: 2 });
    for (const text of ['a 192.0.2.1', 'noise']) process(`${now} ${text}`);
    expect(process(`${now} b`).failures).toEqual([]);
  });

  it('are tested by ignoreregex without the skipped ones, ^ being the start of the first', () => {
    const run = (ignoreregex: string) => {
      const { process } = filter({ failregex, maxlines: 5, ignoreregex: [ignoreregex] });
      for (const text of ['a 192.0.2.1', 'noise']) process(`${now} ${text}`);
      return process(`${now} b`).status;
    };
    expect([run('^ a'), run('^ b'), run('noise'), run('\\n b\\n')]).toEqual([
      'ignored',
      'matched',
      'matched',
      'ignored',
    ]);
  });
});

describe('tsban-regex', () => {
  it('is told what the prefregex found, be the line missed, and who is only context', () => {
    const prefregex = '^ (?P<a>a)?(?P<b>b) <F-CONTENT>.*</F-CONTENT>$';
    const failregex = ['^<F-NOFAIL>nf</F-NOFAIL> <HOST>$', '^<F-MLFID>m</F-MLFID>$'];
    const { process } = filter({ prefregex, failregex, offline: true, tellsAll: true });
    const prefix = { a: undefined, b: 'b', content: 'x' };
    expect(process(`${now} b x`)).toMatchObject({ status: 'missed', prefix });
    expect(process(`${now} c x`)).not.toHaveProperty('prefix');
    expect(process(`${now} b nf 192.0.2.1`)).toMatchObject({ contexts: [{ regex: 0, id: '192.0.2.1', time: now }] });
    expect(process(`${now} b m`)).toMatchObject({ status: 'matched', contexts: [{ regex: 1, id: undefined }] });
  });

  it('may have all regexes tried', () => {
    const failregex = ['^ x <HOST>', 'no <HOST>', '<HOST>$'];
    const { process } = filter({
      failregex,
      allRegexes: true,
      offline: true,
      ignoreregex: ['never', '192\\.0\\.2\\.9', '9$'],
    });
    expect(process(`${now} x 192.0.2.1`)).toMatchObject({ regexes: [0, 2], failures: [{ regex: 0 }, { regex: 2 }] });
    expect(process(`${now} x 192.0.2.9`)).toMatchObject({
      status: 'ignored',
      regexes: [],
      ignoreregexes: [1, 2, 1, 2],
    });
  });
});

describe('a bad regex', () => {
  it.each<[Partial<FilterOptions>, string]>([
    [{ failregex: ['<HOST>', 'a(b <HOST>'] }, 'failregex 2: missing ), unterminated subpattern at position 1 in'],
    [{ failregex: ['abc'] }, "failregex 1: No failure-id group in 'abc'; put <HOST> where the address stands"],
    [{ failregex: [' '] }, 'failregex 1: Cannot add empty regex'],
    [{ ignoreregex: ['a**'] }, 'ignoreregex 1: multiple repeat at position 2'],
    [{ prefregex: '*' }, 'prefregex 1: nothing to repeat at position 0'],
    [{ failregex: ['^ (?i)X <HOST>'] }, 'global flags not at the start of the expression at position 2'],
    [{ failregex: ['A <HOST>|B <HOST>'] }, "redefinition of group name 'ip4' as group"],
  ])('%j', (options, message) => {
    expect(() => filter(options)).toThrow(message);
  });

  it('is pointed at', () => {
    expect(() => filter({ failregex: ['<HOST>', '('] })).toThrow(
      expect.objectContaining({ option: 'failregex', number: 1, index: 0, code: 'REGEX' }),
    );
    expect(() => filter({ failregex: ['<HOST>', '('] })).toThrow(RegexError);
  });

  it('keeps what a group took in an earlier round of a loop', () => {
    const { failures } = filter({ failregex: ['^ (?:<F-USER>a</F-USER>|b)* <ADDR>$'] }).process(`${now} abb 192.0.2.1`);
    expect(failures).toMatchObject([{ id: '192.0.2.1', fields: { user: 'a' } }]);
  });

  it('may leave the failure id to the prefregex', () => {
    expect(
      filter({ prefregex: '^ <HOST> <F-CONTENT>.+</F-CONTENT>', failregex: ['^bad'] }).process(`${now} 192.0.2.1 bad`)
        .failures,
    ).toHaveLength(1);
  });
});

describe('whatever stands in a line', () => {
  it('never makes process throw', () => {
    const { process } = filter({ failregex: ['^.*(?P<a>\\w)*x <HOST>(?:\\s|$)'], maxlines: 3 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['matched', 'missed']).toContain(process(text.replaceAll('\n', ' ')).status);
      }),
    );
  });

  it.each([
    ['NUL', '\0x 192.0.2.1'],
    ['U+FFFD', '\ufffd\ufffdx 192.0.2.1'],
    ['1 MB', `${'x 10.0.0 '.repeat(110_000)}x 192.0.2.1`],
    ['1 MB outside ASCII', `${'ü'.repeat(1_000_000)}x 192.0.2.1`],
  ])('%s', (_, text) => {
    expect(filter({ failregex: ['x <ADDR>$'] }).process(text).failures).toMatchObject([{ id: '192.0.2.1' }]);
  });

  it('is missed, and told of, if a stage throws', () => {
    const dates = {
      ...{ start: 0, end: 1, givenUp: 0 },
      cut: () => true,
      rest: () => '',
      time(): never {
        throw new Error('no such month');
      },
    };
    const { process, warnings } = filter({ failregex: ['<HOST>'], dates });
    expect(process('x 192.0.2.1').status).toBe('missed');
    expect(warnings).toEqual(["Failed to process line: 'x 192.0.2.1', caught exception: Error: no such month"]);
  });
});
