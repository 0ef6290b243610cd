import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iptablesHold, iptablesRelease, nftHold } from '../../../../src/cli/import-fail2ban/switch/hold-scripts.js';
import { type Address, contains, parseAddress } from '../../../../src/net/address.js';

const addresses = (...texts: readonly string[]) => texts.flatMap((text) => parseAddress(text) ?? []);
const some = addresses(
  '192.0.2.1',
  '198.51.100.0/24',
  '198.51.100.0/25',
  '198.51.100.7',
  '2001:db8::7',
  '2001:db8:1::/48',
);

/** What stands in a set of the script. */
function elementsOf(script: string, set: string): readonly string[] {
  const listed = new RegExp(`set ${set} \\{.*elements = \\{ (.*?) \\}`).exec(script)?.[1];
  return listed?.split(', ') ?? [];
}

describe('the script for nft', () => {
  it('holds each by its kind, and no network that lies in another', () => {
    const script = nftHold(some, 60);
    expect(elementsOf(script, 'addresses4')).toEqual(['192.0.2.1', '198.51.100.7']);
    expect(elementsOf(script, 'networks4')).toEqual(['198.51.100.0/24']);
    expect(elementsOf(script, 'addresses6')).toEqual(['2001:db8::7']);
    expect(elementsOf(script, 'networks6')).toEqual(['2001:db8:1::/48']);
  });

  it('begins anew in the same transaction', () => {
    expect(nftHold(some, 60)).toMatch(
      /^add table inet tsban-switch\ndelete table inet tsban-switch\ntable inet tsban-switch \{/,
    );
  });

  it('leaves out lists of nobody, which nft does not read', () => {
    expect(nftHold([], 60)).not.toContain('elements');
  });

  it('keeps out every address that is to be held', () => {
    const address = fc
      .tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 }))
      .map(([host, prefix]) => parseAddress(`${host}/${prefix}`))
      .filter((one): one is Address => one !== undefined);
    fc.assert(
      fc.property(fc.array(address), (held) => {
        const script = nftHold(held, 60);
        const kept = addresses(...elementsOf(script, 'addresses4'), ...elementsOf(script, 'networks4'));
        for (const one of held) expect(kept.some((outer) => contains(outer, one))).toBe(true);
      }),
    );
  });
});

describe('the script for iptables', () => {
  it('holds those of one family, until a time in UTC', () => {
    expect(iptablesHold(some, 'inet6', 1_800_000_000, { hasChain: false, jumps: [] })).toBe(`*filter
:tsban-switch - [0:0]
-A tsban-switch -m time --datestart 2027-01-15T08:00:00 -j RETURN
-A tsban-switch -s 2001:db8::7 -j DROP
-A tsban-switch -s 2001:db8:1::/48 -j DROP
-I INPUT 1 -j tsban-switch
-I FORWARD 1 -j tsban-switch
COMMIT
`);
  });

  it('comes before all others also where a run before left it behind them', () => {
    const script = iptablesHold([], 'inet4', 1_800_000_000, { hasChain: true, jumps: ['INPUT'] });
    expect(script).toContain('-D INPUT -j tsban-switch\n-I INPUT 1 -j tsban-switch\n');
    expect(script).not.toContain('-D FORWARD');
  });

  it('takes away what there is, and nothing else', () => {
    expect(iptablesRelease({ hasChain: true, jumps: ['FORWARD'] })).toBe(
      '*filter\n-D FORWARD -j tsban-switch\n-F tsban-switch\n-X tsban-switch\nCOMMIT\n',
    );
    expect(iptablesRelease({ hasChain: false, jumps: [] })).toBe('*filter\nCOMMIT\n');
  });
});
