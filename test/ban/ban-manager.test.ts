import { beforeEach, describe, expect, it } from 'vitest';
import { BanManager } from '../../src/ban/ban-manager.js';
import type { BanStore } from '../../src/ban/ban-store.js';
import type { Increment } from '../../src/ban/increment.js';
import { banStore } from '../../src/database/bans.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { FailTicket } from '../../src/failure/fail-ticket.js';
import { increment } from '../support/increment.js';

const ticket = (id: string, time: number): FailTicket => ({
  jail: 'sshd',
  id,
  time,
  failures: 3,
  matches: ['a', 'b'],
  fields: { user: 'root' },
});

let store: BanStore;
let manager: BanManager;

beforeEach(() => {
  store = banStore(openDatabase(':memory:'), 10);
  manager = new BanManager('sshd', 600, store);
});

const commit = () => {
  manager.save();
  manager.saved();
};
const ids = (tickets: readonly { id: string }[]) => tickets.map(({ id }) => id);

describe('BanManager', () => {
  it('bans from the time of the last failure', () => {
    expect(manager.ban(ticket('192.0.2.1', 1000), 1005)).toMatchObject({
      kind: 'banned',
      ticket: { id: '192.0.2.1', time: 1000, bantime: 600, bancount: 1, restored: false },
    });
    expect(manager.nextEnd()).toBe(1600);
    expect(ids(manager.expire(1599))).toEqual([]);
    expect(ids(manager.expire(1600))).toEqual(['192.0.2.1']);
    expect(manager.nextEnd()).toBe(Infinity);
  });

  it('does not ban for failures so old that the ban would be over', () => {
    expect(manager.ban(ticket('192.0.2.1', 1000), 1600).kind).toBe('expired');
    expect(manager.banned()).toEqual([]);
  });

  it('prolongs a ban when the banned address goes on, also in the store', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    expect(manager.ban(ticket('192.0.2.1', 1100), 1100)).toMatchObject({
      kind: 'prolonged',
      ticket: { time: 1000, bantime: 700 },
    });
    expect(manager.nextEnd()).toBe(1700);
    commit();
    expect([...store.activeBans('sshd')][0]?.bantime).toBe(700);
  });

  it('keeps order of banning, and counts earlier bans', () => {
    manager.ban(ticket('192.0.2.2', 1000), 1000);
    manager.ban(ticket('192.0.2.1', 1001), 1001);
    expect(ids(manager.banned())).toEqual(['192.0.2.2', '192.0.2.1']);
    commit();
    manager.expire(5000);
    commit();
    expect(manager.ban(ticket('192.0.2.1', 6000), 6000)).toMatchObject({ ticket: { bancount: 2 } });
  });

  it('forgets the history of an id unbanned by hand, also of one that is not banned', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    commit();
    manager.expire(5000);
    commit();
    expect(manager.unban('192.0.2.1')).toBeUndefined();
    commit();
    expect(store.history('192.0.2.1', 'sshd').count).toBe(0);
  });

  it('takes out so many at once as it is told, those first that end first', () => {
    for (const [n, time] of [1000, 1002, 1001, 1003].entries()) manager.ban(ticket(`192.0.2.${n}`, time), time);
    manager.unban('192.0.2.2');
    expect(ids(manager.expire(2000, 2))).toEqual(['192.0.2.0', '192.0.2.1']);
    expect(ids(manager.expire(2000, 2))).toEqual(['192.0.2.3']);
  });

  it('waits with an id that was unbanned and banned again for the end of its later ban', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    manager.unban('192.0.2.1');
    manager.ban(ticket('192.0.2.1', 1300), 1300);
    expect(ids(manager.expire(1600))).toEqual([]);
    expect(manager.nextEnd()).toBe(1900);
    expect(ids(manager.expire(1900))).toEqual(['192.0.2.1']);
    expect(manager.nextEnd()).toBe(Infinity);
  });

  it('bans as if for the first time where earlier bans cannot be read', () => {
    const history = (): never => {
      throw new Error('disk I/O error');
    };
    manager = new BanManager('sshd', 600, { ...store, history });
    expect(manager.ban(ticket('192.0.2.1', 1000), 1000)).toMatchObject({ kind: 'banned', ticket: { bancount: 1 } });
  });

  it.each([
    [60, 1060, []],
    [900, 1900, ['192.0.2.1']],
    [-1, Infinity, ['192.0.2.1']],
  ])('lasts %d seconds if that is what the jail has now', (bantime, end, longer) => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    commit();
    manager.setBantime(bantime);
    expect(manager.adopt(manager.banned()).map(({ ticket: { id } }) => id)).toEqual(longer);
    expect(manager.nextEnd()).toBe(end);
    commit();
    expect([...store.activeBans('sshd')][0]?.bantime).toBe(bantime);
  });

  it('keeps the time it was given meanwhile', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    const before = manager.banned();
    manager.ban(ticket('192.0.2.1', 1100), 1100);
    manager.setBantime(60);
    expect(manager.adopt(before)).toEqual([]);
    expect(manager.nextEnd()).toBe(1700);
  });

  it('never ends a permanent ban by itself', () => {
    manager.setBantime(-1);
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    expect(manager.nextEnd()).toBe(Infinity);
    expect(manager.expire(1e12)).toEqual([]);
  });
});

describe('a ban of an id that was banned before', () => {
  /** Bans the id and waits until that is over; the seconds it took. */
  const banOnce = (time: number): number => {
    const decision = manager.ban(ticket('192.0.2.1', time), time);
    commit();
    manager.expire(1e12);
    commit();
    return decision.kind === 'banned' ? decision.ticket.bantime : NaN;
  };

  it('is longer, and is stored with its time', () => {
    manager.setBantime(600, increment());
    expect([1000, 5000, 9000].map(banOnce)).toEqual([600, 1200, 2400]);
    expect(manager.ban(ticket('192.0.2.1', 20_000), 20_000)).toMatchObject({
      kind: 'banned',
      ticket: { bantime: 4800, bancount: 4 },
      known: { earlier: { count: 3, last: 9000 }, bantime: 600, lasting: 4800 },
    });
    commit();
    expect([...store.activeBans('sshd')][0]?.bantime).toBe(4800);
  });

  it('counts what is not stored yet', () => {
    manager.setBantime(600, increment());
    banOnce(1000);
    manager.unban('192.0.2.1');
    expect(manager.ban(ticket('192.0.2.1', 5000), 5000)).toMatchObject({ ticket: { bantime: 600, bancount: 1 } });
    expect(manager.weigh('192.0.2.1', 5)?.earlier).toEqual({ count: 1, last: 5000 });
  });

  it('is longer by what other jails banned only where that is asked for', () => {
    const other = new BanManager('web', 600, store);
    for (const time of [1000, 5000, 9000]) {
      other.ban({ ...ticket('192.0.2.1', time), jail: 'web' }, time);
      other.save();
      other.saved();
      other.expire(1e12);
      other.save();
      other.saved();
    }
    manager.setBantime(600, increment());
    expect(banOnce(10_000)).toBe(600);
    manager.setBantime(600, increment({ overalljails: true }));
    expect(banOnce(20_000)).toBe(600 * 2 ** 4);
    expect(store.history('192.0.2.1', 'sshd')).toEqual({ count: 2, last: 20_000 });
    expect(store.history('192.0.2.1')).toEqual({ count: 5, last: 20_000 });
    expect(store.history('192.0.2.9')).toEqual({ count: 0, last: -Infinity });
  });

  it('holds although its failures are older than the plain time', () => {
    manager.setBantime(600, increment());
    banOnce(1000);
    expect(manager.ban(ticket('192.0.2.1', 5000), 5900).kind).toBe('banned');
    expect(manager.ban(ticket('192.0.2.2', 5000), 5900).kind).toBe('expired');
  });

  it('comes after fewer failures, those apart that are no newer than its last one', () => {
    manager.setBantime(600, increment());
    expect(manager.weigh('192.0.2.1', 5)).toBeUndefined();
    banOnce(1000);
    const weighing = manager.weigh('192.0.2.1', 5);
    expect([1000, 1001].map((time) => weighing?.weightAt(time))).toEqual([1, 2]);
    expect(manager.weigh('192.0.2.1', 1)).toBeUndefined();
    expect(manager.weigh('192.0.2.1', 2)?.isCapped).toBe(false);
    banOnce(2000);
    const capped = manager.weigh('192.0.2.1', 2);
    expect([capped?.weightAt(2001), capped?.isCapped]).toEqual([2, true]);
    manager.setBantime(600);
    expect(manager.weigh('192.0.2.1', 5)).toBeUndefined();
  });
});

describe('a hit during a ban', () => {
  it('changes nothing where its own end would come first', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000, 3600);
    expect(manager.ban(ticket('192.0.2.1', 1100), 1100)).toMatchObject({ kind: 'already', ticket: { bantime: 3600 } });
  });

  it('makes it permanent in a jail that has come to ban for ever', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    manager.setBantime(-1);
    expect(manager.ban(ticket('192.0.2.1', 1100), 1100)).toMatchObject({ kind: 'prolonged', ticket: { bantime: -1 } });
    expect(manager.ban(ticket('192.0.2.1', 1200), 1200).kind).toBe('already');
    expect(manager.nextEnd()).toBe(Infinity);
  });
});

const nextTurn = async () => Promise.resolve();

describe('restore', () => {
  const restart = async (bantime: number, now: number, skip: () => boolean = () => false, growing?: Increment) => {
    commit();
    manager = new BanManager('sshd', bantime, store);
    manager.setBantime(bantime, growing);
    return manager.restore(now, skip, nextTurn);
  };

  it('brings back what is not over, with everything known of it', async () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    manager.ban(ticket('192.0.2.2', 1300), 1300);
    const restored = await restart(600, 1700);
    expect(restored).toEqual([{ ...ticket('192.0.2.2', 1300), bantime: 600, bancount: 1, restored: true }]);
    commit();
    expect(ids([...store.activeBans('sshd')])).toEqual(['192.0.2.2']);
  });

  it.each([
    { saved: 600, jail: 3600, left: 600 },
    { saved: 600, jail: 300, left: 300 },
    { saved: -1, jail: 300, left: 300 },
    { saved: 600, jail: -1, left: 600 },
    { saved: -1, jail: -1, left: -1 },
  ])('a ban of $saved s under a jail of $jail s goes on as $left s', async ({ saved, jail, left }) => {
    manager.ban(ticket('192.0.2.1', 1000), 1000, saved);
    expect((await restart(jail, 1100))[0]?.bantime).toBe(left);
  });

  it.each([
    { saved: 5000, jail: 300, maxtime: 3600, left: 3600 },
    { saved: 5000, jail: 300, maxtime: undefined, left: 5000 },
    { saved: -1, jail: 300, maxtime: 3600, left: 3600 },
    { saved: -1, jail: 300, maxtime: undefined, left: -1 },
    { saved: 5000, jail: -1, maxtime: 3600, left: 5000 },
  ])('a ban of $saved s goes on as $left s where bans of $jail s grow up to $maxtime s', async (given) => {
    manager.ban(ticket('192.0.2.1', 1000), 1000, given.saved);
    const growing = increment({ maxtime: given.maxtime });
    expect((await restart(given.jail, 1100, () => false, growing))[0]?.bantime).toBe(given.left);
  });

  it('writes only what is other than it was', async () => {
    for (const n of [1, 2, 3]) manager.ban(ticket(`192.0.2.${n}`, 1000 + n), 1000 + n, 100 * n);
    commit();
    const written: string[] = [];
    const saveBan: BanStore['saveBan'] = ({ id, bantime }) => void written.push(`${id} ${bantime}`);
    manager = new BanManager('sshd', 250, { ...store, saveBan });
    expect(ids(await manager.restore(1050, () => false, nextTurn))).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    commit();
    expect(written).toEqual(['192.0.2.3 250']);
  });

  it('leaves out ids which are ignored by now', async () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    expect(await restart(600, 1100, () => true)).toEqual([]);
    commit();
    expect([...store.activeBans('sshd')]).toEqual([]);
  });
});

it('counts what became of bans', async () => {
  for (const id of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) manager.ban(ticket(id, 1000), 1000);
  manager.ban(ticket('192.0.2.1', 1100), 1100);
  manager.unban('192.0.2.2');
  manager.unban('192.0.2.9');
  manager.expire(1600);
  commit();
  const next = new BanManager('sshd', 600, store);
  await next.restore(1500, () => false, nextTurn);
  expect(manager.counts).toEqual({ banned: 3, restored: 0, prolonged: 1, expired: 1, lifted: 1 });
  expect(next.counts).toEqual({ banned: 0, restored: 1, prolonged: 0, expired: 0, lifted: 0 });
  expect([manager.totalBanned, next.totalBanned]).toEqual([3, 1]);
});
