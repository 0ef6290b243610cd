import { describe, expect, it } from 'vitest';
import { tagsWithoutTicket, ticketFamily, ticketTags } from '../../src/action/ticket-tags.js';
import { banTicket } from '../support/ban-ticket.js';

const counters = { banned: 3, bannedTotal: 7, found: 2, foundTotal: 40 };
const tagsOf = (ticket: Parameters<typeof banTicket>[0], ipHost?: string) =>
  ticketTags(banTicket(ticket), { counters, ipHost });

describe('ticketTags', () => {
  it.each([
    ['ip', '192.0.2.1'],
    ['fid', '192.0.2.1'],
    ['family', 'inet4'],
    ['ip-rev', '1.2.0.192.'],
    ['ip-host', 'None'],
    ['failures', '5'],
    ['ipfailures', '5'],
    ['ipjailfailures', '5'],
    ['time', '1795247979.0'],
    ['bantime', '600'],
    ['bancount', '1'],
    ['restored', '0'],
    ['matches', 'first\nsecond'],
    ['ipmatches', 'first\nsecond'],
    ['F-USER', 'root'],
    ['F-MATCHES', 'first\nsecond'],
    ['F-FAILURES', '5'],
    [
      'raw-ticket',
      "BanTicket: ip=192.0.2.1 time=1795247979.0 bantime=None bancount=1 #attempts=5 matches=['first', 'second']",
    ],
    ['F-NOBODY', ''],
    ['F-CONSTRUCTOR', ''],
    ['F-USERS', 'root\nadmin'],
    ['jail.name', 'sshd'],
    ['jail.banned', '3'],
    ['jail.banned_total', '7'],
    ['jail.found', '2'],
    ['jail.found_total', '40'],
    ['HOST', undefined],
    ['IP', undefined],
    ['ip4', undefined],
    ['toString', undefined],
  ])('<%s>', (tag, expected) => {
    const fields = { user: 'root', users: ['root', 'admin'] };
    expect(tagsOf({ time: 1795247979, failures: 5, matches: ['first', 'second'], fields })(tag)).toBe(expected);
  });

  it.each([
    ['a fraction', { time: 1795248109.3793957 }, '1795248109.3793957'],
    ['a restored ban', { time: 1795248162.75, restored: true }, '1795248162'],
  ])('writes the time of %s as scripts know it', (_what, ticket, expected) => {
    expect(tagsOf(ticket)('time')).toBe(expected);
  });

  it('cuts fractions off a bantime', () => {
    expect(tagsOf({ bantime: 4096.9 })('bantime')).toBe('4096');
    expect(tagsOf({ bantime: -1 })('bantime')).toBe('-1');
  });

  it('spells IPv6 backwards in nibbles', () => {
    expect(tagsOf({ id: '2001:db8::33' })('ip-rev')).toBe(
      '3.3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.',
    );
    expect(tagsOf({ id: '::1' })('ip-rev')).toBe(`1.${'0.'.repeat(31)}`);
    expect(tagsOf({ id: '2001:db8::' })('ip-rev')).toBe(`${'0.'.repeat(24)}8.b.d.0.1.0.0.2.`);
  });

  it('knows an id that is no address by its id alone', () => {
    const tags = tagsOf({ id: 'user@example.com' });
    expect(['ip', 'fid', 'family', 'ip-rev'].map(tags)).toEqual(['user@example.com', 'user@example.com', 'None', '']);
  });

  it('takes the address captured beside an id', () => {
    const ticket = { id: 'session-9', fields: { fid: 'session-9', ip6: '2001:DB8::0' } };
    expect(['ip', 'fid', 'family'].map(tagsOf(ticket))).toEqual(['2001:db8::', 'session-9', 'inet6']);
    expect(ticketFamily(banTicket(ticket))).toBe('inet6');
  });

  it('has the reverse name it is told', () => {
    expect(tagsOf({}, 'host.example')('ip-host')).toBe('host.example');
  });
});

describe('tagsWithoutTicket', () => {
  it.each([
    ['family', 'inet6'],
    ['time', '1795247979.25'],
    ['bantime', '3600'],
    ['jail.name', 'sshd'],
    ['jail.banned', '3'],
    ['ip', ''],
    ['fid', ''],
    ['ip-rev', ''],
    ['ip-host', 'None'],
    ['failures', '0'],
    ['bancount', '0'],
    ['matches', ''],
    ['F-USER', ''],
    ['HOST', undefined],
  ])('<%s>', (tag, expected) => {
    const moment = { jail: 'sshd', family: 'inet6', now: 1795247979.25, bantime: 3600, counters };
    expect(tagsWithoutTicket(moment)(tag)).toBe(expected);
  });
});
