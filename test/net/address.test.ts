import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { canonicalId, contains, parseAddress } from '../../src/net/address.js';

describe('parseAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0::9', '2001:db8::9'],
    ['[2001:db8::5]', '2001:db8::5'],
    ['::ffff:192.0.2.50', '192.0.2.50'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['198.51.100.77/24', '198.51.100.0/24'],
    ['127.0.0.1/8', '127.0.0.0/8'],
    ['10.0.0.0/255.255.0.0', '10.0.0.0/16'],
    ['192.0.2.1/32', '192.0.2.1'],
    ['2001:db8:1::1/32', '2001:db8::/32'],
    ['::ffff:192.0.2.77/120', '192.0.2.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseAddress(text)?.text).toBe(expected);
  });

  it.each([
    '256.1.1.1',
    '192.0.2.050',
    '192.0.2',
    '1',
    'fe80::1%eth0',
    '12::34::56',
    'example.com',
    '',
    '192.0.2.1/33',
    '192.0.2.1/a',
    '1.2.3.4/8/8',
    '2001:db8::/129',
    '0x7f.0.0.1',
    '::ffff:1.2.3.4/8',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const once = parseAddress(text);
        expect(once).toBeDefined();
        expect(parseAddress(once?.text ?? '')).toEqual(once);
      }),
    );
  });
});

describe('parseAddress, asked again', () => {
  it('answers the same, however much it was asked in between', () => {
    const texts = Array.from({ length: 10_000 }, (_, i) => `2001:DB8::${i.toString(16)}`);
    const first = texts.map((text) => parseAddress(text)?.text);
    expect(texts.map((text) => parseAddress(text)?.text)).toEqual(first);
    expect(first[0x2fa]).toBe('2001:db8::2fa');
  });

  it('takes four decimal numbers as ipaddr.js does', () => {
    const part = fc.oneof(fc.nat({ max: 300 }).map(String), fc.constantFrom('', '00', '007', '1a', '-1', '+1', ' 1'));
    const dotted = fc.array(part, { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(dotted, (text) => {
        const expected = ipaddr.IPv4.isValidFourPartDecimal(text) ? { text, family: 'inet4', prefix: 32 } : undefined;
        expect(parseAddress(text)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('contains', () => {
  it.each([
    ['127.0.0.0/8', '127.0.0.53', true],
    ['192.0.2.0/24', '192.0.3.1', false],
    ['2001:db8::/32', '2001:db8::7', true],
    ['2001:db8::/32', '192.0.2.1', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['192.0.2.0/24', '192.0.2.0/25', true],
    ['192.0.2.0/25', '192.0.2.0/24', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    const [o, i] = [parseAddress(outer), parseAddress(inner)];
    expect(o !== undefined && i !== undefined && contains(o, i)).toBe(expected);
  });

  it('holds for every member of a network', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (text, prefix) => {
        const [outer, inner] = [parseAddress(`${text}/${prefix}`), parseAddress(text)];
        expect(outer !== undefined && inner !== undefined && contains(outer, inner)).toBe(true);
      }),
    );
  });
});

describe('canonicalId', () => {
  it('leaves what is no address as it is', () => {
    expect(canonicalId('user@x;$(id)')).toBe('user@x;$(id)');
    expect(canonicalId('2001:DB8::7')).toBe('2001:db8::7');
  });
});
