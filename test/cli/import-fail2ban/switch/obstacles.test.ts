import { describe, expect, it } from 'vitest';
import { addressesIn } from '../../../../src/cli/import-fail2ban/switch/fail2ban-server.js';
import { obstacles } from '../../../../src/cli/import-fail2ban/switch/obstacles.js';
import { banTicket } from '../../../support/ban-ticket.js';

const holder = {
  name: 'nft',
  check: async () => Promise.resolve(),
  hold: async () => Promise.resolve(),
  release: async () => Promise.resolve(),
};
const bans = ['1', '2', '3', '4', '5', '6', '7'].map((end) => banTicket({ jail: 'app', id: `192.0.2.${end}` }));

describe('what speaks against changing over', () => {
  it('is nothing where every ban has a jail and somebody holds them', () => {
    expect(obstacles({ rehearsal: { errors: [], jails: ['app'] }, bans, holder })).toEqual([]);
  });

  it('is every jail with bans that tsban would not run', () => {
    expect(obstacles({ rehearsal: { errors: ['[app] failregex: …'], jails: ['web'] }, bans, holder })).toEqual([
      '[app] failregex: …',
      '[app] is no jail that tsban would run, and bans 192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5 and 2 more',
    ]);
  });

  it('is that nobody can be held', () => {
    const [text] = obstacles({ rehearsal: { errors: [], jails: ['app'] }, bans, holder: 'nft: it is not installed' });
    expect(text).toContain('no program can hold them (nft: it is not installed)');
  });
});

it('the addresses that Fail2Ban lists are read out of what it prints', () => {
  const printed = "[{'app': ['203.0.113.51', '2001:DB8::6', 'a name']}, {'old': ['198.51.100.0/24']}, {'inc': []}]";
  expect(addressesIn(printed).map(({ text }) => text)).toEqual(['203.0.113.51', '2001:db8::6', '198.51.100.0/24']);
});
