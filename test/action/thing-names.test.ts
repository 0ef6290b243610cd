import { describe, expect, it } from 'vitest';
import { ThingNames } from '../../src/action/thing-names.js';
import { ticketTags } from '../../src/action/ticket-tags.js';
import type { BanTicket } from '../../src/ban/ban-ticket.js';
import { banTicket } from '../support/ban-ticket.js';

const counters = { banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 };
const names = new ThingNames();
const thing = (text: string, given: Partial<BanTicket>) => {
  const ticket = banTicket(given);
  return names.ofThing(text, ticket, ticketTags(ticket, { counters }));
};
const variant = (text: string, given: Partial<BanTicket>) =>
  names.ofVariant(text, ticketTags(banTicket(given), { counters }));

describe('ThingNames', () => {
  it('calls the same address the same, whatever else is known of it, if the text does not ask', () => {
    expect(thing('delete <ip>', { failures: 1, jail: 'a' })).toBe(thing('delete <ip>', { failures: 2, jail: 'b' }));
    expect(thing('delete <ip>', { id: '192.0.2.1' })).not.toBe(thing('delete <ip>', { id: '192.0.2.2' }));
    expect(thing('delete <ip>', {})).not.toBe(thing('remove <ip>', {}));
  });

  it('tells apart who is meant besides an address', () => {
    const [ann, bob] = ['ann', 'bob'].map((id) => thing('delete <fid>', { id, fields: { fid: id, ip4: '192.0.2.1' } }));
    expect(ann).not.toBe(bob);
  });

  it.each(['short', 'a long text '.repeat(50)])('tells values apart that the text asks for: %s', (user) => {
    const text = 'delete <ip> "<F-USER>" <failures>';
    const given = { failures: 1, fields: { user } };
    expect(thing(text, given)).toBe(thing(text, { ...given, matches: ['other'] }));
    expect(thing(text, given)).not.toBe(thing(text, { failures: 2, fields: { user } }));
    expect(thing(text, given)).not.toBe(thing(text, { failures: 1, fields: { user: `${user}.` } }));
    expect(thing(text, given).length).toBeLessThan(200);
  });

  it('leaves the address out of a variant', () => {
    const text = 'add <ip> timeout <bantime>';
    expect(variant(text, { id: '192.0.2.1' })).toBe(variant(text, { id: '192.0.2.2' }));
    expect(variant(text, { bantime: 1 })).not.toBe(variant(text, { bantime: 2 }));
  });
});
