import { expect, it } from 'vitest';
import { originsOf } from '../../src/server/origins.js';

const zone: Readonly<Record<string, readonly string[]>> = {
  '1.2.0.192.origin.asn.cymru.com': ['64496 64497 | 192.0.2.0/24 | US | arin | 1998-09-25'],
  '2.2.0.192.origin.asn.cymru.com': ['64496 | 192.0.2.0/24 | US | arin | 1998-09-25'],
  '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.origin6.asn.cymru.com': [
    '64498 | 2001:db8::/32 | DE | ripencc | 2004-01-01',
  ],
};

it('are told once each, in the order of the bans', async () => {
  const ids = ['192.0.2.1', 'no address', '192.0.2.2', '2001:db8::7', '203.0.113.1'];
  expect(await originsOf(ids, async (name) => Promise.resolve(zone[name] ?? []))).toEqual({
    asn: ['64496', '64497', '64498'],
    country: ['US', 'DE'],
    rir: ['arin', 'ripencc'],
  });
});

it('are an error where nobody answers', async () => {
  const error = { asn: ['error'], country: ['error'], rir: ['error'] };
  expect(await originsOf(['192.0.2.1'], async () => Promise.reject(new Error('ETIMEOUT')))).toEqual(error);
});
