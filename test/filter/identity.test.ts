import { describe, expect, it } from 'vitest';
import { identify, isTold } from '../../src/filter/identity.js';
import { named } from './named-captures.js';

describe('identify (spec config §4.5, runtime §2.3)', () => {
  it.each([
    [{ ip4: '192.0.2.1' }, { kind: 'id', id: '192.0.2.1' }],
    [{ ip6: '2001:DB8:0::9' }, { kind: 'id', id: '2001:db8::9' }],
    [{ ip6: '::ffff:c000:201' }, { kind: 'id', id: '192.0.2.1' }],
    [
      { ip4: '192.0.2.1', ip6: '2001:db8::9' },
      { kind: 'id', id: '192.0.2.1' },
    ],
    [
      { ip4: '198.51.100.77', cidr: '24' },
      { kind: 'id', id: '198.51.100.0/24' },
    ],
    [
      { ip4: '192.0.2.1', fid: 'joe' },
      { kind: 'id', id: 'joe', address: '192.0.2.1' },
    ],
    [
      { ip4: '192.0.2.1', fid: '192.0.2.1' },
      { kind: 'id', id: '192.0.2.1' },
    ],
    [{ ip4: '256.1.1.1' }, { kind: 'id', id: '256.1.1.1', malformed: true }],
    [{ ip4: '192.0.2.050' }, { kind: 'id', id: '192.0.2.050', malformed: true }],
    [{ ip6: '12::34::56' }, { kind: 'id', id: '12::34::56', malformed: true }],
    [
      { ip4: '192.0.2.1', cidr: '99' },
      { kind: 'id', id: '192.0.2.1/99', malformed: true },
    ],
    [
      { ip4: '256.1.1.1', fid: 'joe' },
      { kind: 'id', id: 'joe', address: '256.1.1.1' },
    ],
    [{ dns: 'example.com' }, { kind: 'name', id: 'example.com' }],
    [
      { dns: 'example.com', fid: 'joe' },
      { kind: 'name', id: 'example.com' },
    ],
    [
      { dns: '192.0.2.1', fid: 'joe' },
      { kind: 'id', id: 'joe', address: '192.0.2.1' },
    ],
    [{ fid: '::ffff:1.2.3.4' }, { kind: 'id', id: '1.2.3.4' }],
    [{ fid: '[2001:DB8::1]' }, { kind: 'id', id: '2001:db8::1' }],
    [{ fid: '192.0.2.0/24' }, { kind: 'id', id: '192.0.2.0/24' }],
    [{ fid: 'user@x;$(id)' }, { kind: 'id', id: 'user@x;$(id)' }],
    [{ ip4: '', user: 'x' }, { kind: 'none' }],
  ])('%j', (captures, expected) => {
    expect(identify(named(captures), 'yes')).toEqual(expected);
  });

  it.each([
    [{ ip4: '256.1.1.1' }, true],
    [{ ip6: '2001:db8::9' }, true],
    [{ ip4: '', dns: 'example.com' }, true],
    [{ fid: ['joe', 'jim'] }, true],
    [{ ip4: '', user: 'x', cidr: '24' }, false],
    [{}, false],
  ])('%j tells who failed: %s', (captures, expected) => {
    expect(isTold(named(captures))).toBe(expected);
    expect(identify(named(captures), 'no').kind !== 'none').toBe(expected);
  });

  it('leaves ids and names alone with usedns=raw', () => {
    expect(identify(named({ fid: '[2001:DB8::1]' }), 'raw')).toEqual({ kind: 'id', id: '[2001:DB8::1]' });
    expect(identify(named({ dns: 'example.com' }), 'raw')).toEqual({ kind: 'id', id: 'example.com' });
  });

  it('takes only addresses with usedns=no', () => {
    expect(identify(named({ dns: 'example.com' }), 'no')).toEqual({ kind: 'refused' });
    expect(identify(named({ dns: '192.0.2.1' }), 'no')).toEqual({ kind: 'id', id: '192.0.2.1' });
  });
});
