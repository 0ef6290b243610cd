import { describe, expect, it } from 'vitest';
import { expandTags, parseUseDns, scopeFlags } from '../../src/filter/tags.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';

function named(regex: string, text: string, usedns: 'yes' | 'no' = 'yes'): Record<string, string> | undefined {
  return PythonRegex.compile(expandTags(regex, usedns)).search(`${text}\n`)?.named();
}

describe('<HOST> (spec config §4.2)', () => {
  it.each<[string, Record<string, string> | undefined]>([
    ['x 192.0.2.1', { ip4: '192.0.2.1' }],
    ['x 999.999.999.999', { ip4: '999.999.999.999' }],
    ['x ::ffff:192.0.2.1', { ip4: '192.0.2.1' }],
    ['x ::ffff:c000:201', { ip6: '::ffff:c000:201' }],
    ['x [2001:DB8::A]', { ip6: '2001:DB8::A' }],
    ['x 2001:db8::', { ip6: '2001:db8::' }],
    ['x 12::34::56', { ip6: '12::34::56' }],
    ['x :1:2', { ip6: ':1:2' }],
    ['x example.com', { dns: 'example.com' }],
    ['x fe80::1%eth0', undefined],
    ['x 64:ff9b::192.0.2.33', undefined],
    ['x 1:2:3:4:5:6:7:8:9', undefined],
    ['x 2001:db8::g', undefined],
    ['x [example.com]', undefined],
    ['x x.', undefined],
    ['x 192.0.2.1/24', undefined],
  ])('%s, anchored', (text, expected) => {
    expect(named('^x <HOST>$', text)).toEqual(expected);
  });

  it.each<[string, Record<string, string>]>([
    ['x 192.0.2.1.5', { ip4: '192.0.2.1' }],
    ['x 1234.2.3.4', { dns: '1234.2.3.4' }],
    ['x 2001:db8::1:22', { ip6: '2001:db8::1:22' }],
    ['x 12345678::1', { dns: '12345678' }],
  ])('%s, open', (text, expected) => {
    expect(named('x <HOST>', text)).toEqual(expected);
  });

  it('takes no names with usedns=no', () => {
    expect(named('^x <HOST>$', 'x example.com', 'no')).toBeUndefined();
    expect(named('^x <HOST>$', 'x 192.0.2.1', 'no')).toEqual({ ip4: '192.0.2.1' });
  });
});

describe('other tags', () => {
  it.each<[string, string, Record<string, string>]>([
    ['^<SUBNET>$', '[2001:db8::/32]', { ip6: '2001:db8::', cidr: '32' }],
    ['^<SUBNET>$', '198.51.100.7', { ip4: '198.51.100.7' }],
    ['^<ADDR>/<CIDR>$', '198.51.100.7/24', { ip4: '198.51.100.7', cidr: '24' }],
    ['^<F-ID/> <F-PORT/>$', 'a@b 22', { fid: 'a@b', fport: '22' }],
    ['^<F-ID>[^@]+</F-ID>@<F-PORT>\\d+</F-PORT>$', 'a@22', { fid: 'a', fport: '22' }],
    ['^<F-USER>\\S+</F-USER> <F-ALT_USER_1>x</F-ALT_USER_1>', 'joe x', { user: 'joe', alt_user_1: 'x' }],
    [
      '^<F-MLFID>\\w</F-MLFID> <F-NOFAIL>x</F-NOFAIL><F-MLFFORGET>y</F-MLFFORGET>',
      'a xy',
      { mlfid: 'a', nofail: 'x', mlfforget: 'y' },
    ],
    ['^<F-MLFGAINED>\\w+</F-MLFGAINED> <F-RDNS>\\S+</F-RDNS>', 'ok a.b', { mlfgained: 'ok', rdns: 'a.b' }],
    ['^<F-HOST>\\S+</F-HOST>$', '192.0.2.1', { host: '192.0.2.1' }],
    ['^<F-IP4/> <F-IP6/> <F-DNS/>$', '192.0.2.1 ::1 a.b', { ip4: '192.0.2.1', ip6: '::1', dns: 'a.b' }],
    ['^<DNS>,', 'a-b.c^d_e,', { dns: 'a-b.c^d_e' }],
    ['^a<SKIPLINES>b', 'a\nc\nd\nb', { skiplines0: 'c\nd\n' }],
    ['<HOST> </F-USER><NOSRV> <host>', '192.0.2.1 </F-USER><NOSRV> <host>', { ip4: '192.0.2.1' }],
    ['(?P<user>a)<IP4>', 'a1.2.3.4', { user: 'a', ip4: '1.2.3.4' }],
  ])('%s on %s', (regex, text, expected) => {
    expect(named(regex, text)).toEqual(expected);
  });

  it.each([
    ['<F-USER>a', 'missing ), unterminated subpattern'],
    ['<F-A-B>a</F-A-B>', "bad character in group name 'a-b'"],
    ['A <HOST>|B <HOST>', "redefinition of group name 'ip4'"],
  ])('%s is an error', (regex, problem) => {
    expect(() => PythonRegex.compile(expandTags(regex, 'yes'))).toThrow(problem);
  });
});

describe('scopeFlags', () => {
  it.each([
    ['^((?i)X)y', '^(?i:X)y'],
    ['(?:(?is)X)', '(?is:X)'],
    ['\\((?i)X', '\\((?i)X'],
    ['\\\\((?i)X)', '\\\\(?i:X)'],
    ['(?i)X', '(?i)X'],
  ])('%s', (regex, expected) => {
    expect(scopeFlags(regex)).toBe(expected);
  });
});

it('reads usedns in any case', () => {
  expect(['YES', 'raw', 'bogus'].map(parseUseDns)).toEqual(['yes', 'raw', undefined]);
});
