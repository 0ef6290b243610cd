import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BansInForce } from '../../src/ban/bans-in-force.js';
import { banTicket } from '../support/ban-ticket.js';

const ban = (id: string, end: number) => banTicket({ id, time: 0, bantime: end });

/** What ends, in that order. */
function taken(bans: BansInForce): readonly string[] {
  const ids: string[] = [];
  for (let next = bans.next(); next !== undefined; next = bans.next()) {
    ids.push(next.id);
    bans.take(next.id);
  }
  return ids;
}

it('knows what ends next, whatever was lifted, changed and banned anew', () => {
  const step = fc.record({
    what: fc.constantFrom('put' as const, 'take' as const),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    seconds: fc.constantFrom(1, 5, 30, -1),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const bans = new BansInForce();
      const ends = new Map<string, number>();
      for (const [now, { what, id, seconds }] of steps.entries()) {
        if (what === 'take') {
          expect(bans.take(id) !== undefined).toBe(ends.delete(id));
        } else {
          bans.put(banTicket({ id, time: now, bantime: seconds }));
          ends.set(id, seconds < 0 ? Infinity : now + seconds);
        }
        expect(bans.nextEnd()).toBe(Math.min(...ends.values()));
        expect([...bans.ids()].sort()).toEqual([...ends.keys()].sort());
      }
    }),
  );
});

it('goes on knowing when nearly all were lifted', () => {
  const bans = new BansInForce();
  const ids = Array.from({ length: 5000 }, (_, n) => String(n));
  for (const id of ids) bans.put(ban(id, 10_000 - Number(id)));
  for (const id of ids.slice(0, 4990)) bans.take(id);
  expect(taken(bans)).toEqual(ids.slice(4990).reverse());
});

it('keeps the order of banning', () => {
  const bans = new BansInForce();
  for (const id of ['b', 'a', 'c']) bans.put(ban(id, 10));
  bans.put(ban('a', 20));
  expect(bans.all().map(({ id, bantime }) => [id, bantime])).toEqual([
    ['b', 10],
    ['a', 20],
    ['c', 10],
  ]);
  expect([bans.size, bans.get('a')?.bantime, bans.get('d')]).toEqual([3, 20, undefined]);
});
