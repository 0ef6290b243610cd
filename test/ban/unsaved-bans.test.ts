import { beforeEach, describe, expect, it } from 'vitest';
import type { BanEnd, BanStore } from '../../src/ban/ban-store.js';
import type { BanTicket } from '../../src/ban/ban-ticket.js';
import { UnsavedBans } from '../../src/ban/unsaved-bans.js';
import { banStore } from '../../src/database/bans.js';
import { openDatabase } from '../../src/database/open-database.js';
import { banTicket } from '../support/ban-ticket.js';

const id = '192.0.2.1';
const ban = banTicket({ id });

let store: BanStore;
let unsaved: UnsavedBans;

beforeEach(() => {
  store = banStore(openDatabase(':memory:'), 10);
  unsaved = new UnsavedBans(ban.jail, store);
});

/** What the store has of the id: how many bans in force, and how many in all. */
const stored = () => [[...store.activeBans(ban.jail)].length, store.history(id, ban.jail).count];

describe('UnsavedBans', () => {
  it.each<{
    readonly what: string;
    readonly present: BanTicket | undefined;
    readonly end?: BanEnd;
    readonly is: number[];
  }>([
    { what: 'a ban', present: ban, is: [1, 1] },
    { what: 'nothing of a ban that is over already', present: undefined, is: [0, 0] },
    { what: 'the end of a ban', present: ban, end: 'expired', is: [0, 1] },
    { what: 'that all is forgotten', present: ban, end: 'lifted', is: [0, 0] },
  ])('writes $what', ({ present, end, is }) => {
    unsaved.banned(id);
    unsaved.save(() => present);
    unsaved.saved();
    if (end !== undefined) unsaved.ended(id, end);
    unsaved.save(() => undefined);
    expect(stored()).toEqual(is);
  });

  it('writes again what was not committed, and nothing that was', () => {
    unsaved.banned(id);
    unsaved.save(() => ban);
    store.endBan(ban.jail, id, 'lifted');
    unsaved.save(() => ban);
    expect(stored()).toEqual([1, 1]);
    unsaved.saved();
    store.endBan(ban.jail, id, 'lifted');
    unsaved.save(() => ban);
    expect(stored()).toEqual([0, 0]);
  });

  it.each<{ readonly end: BanEnd; readonly own: number; readonly overall: number }>([
    { end: 'expired', own: 1, overall: 2 },
    { end: 'lifted', own: 0, overall: 2 },
  ])('knows of $own bans here and $overall in all jails before it is saved that one was $end', (given) => {
    store.saveBan(ban);
    store.saveBan({ ...ban, jail: 'another' });
    unsaved.ended(id, given.end);
    expect(unsaved.history(id, false).count).toBe(given.own);
    expect(unsaved.history(id, true).count).toBe(given.overall);
  });

  it('knows of none where the store cannot be read', () => {
    const history = (): never => {
      throw new Error('disk I/O error');
    };
    store.saveBan(ban);
    expect(new UnsavedBans(ban.jail, { ...store, history }).history(id, false).count).toBe(0);
  });
});
