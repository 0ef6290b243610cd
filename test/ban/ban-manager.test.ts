import { beforeEach, describe, expect, it } from 'vitest';
import { BanManager } from '../../src/ban/ban-manager.js';
import type { BanStore } from '../../src/ban/ban-store.js';
import { banStore } from '../../src/database/bans.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { FailTicket } from '../../src/failure/fail-ticket.js';

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
    expect(manager.ban(ticket('192.0.2.1', 1100), 1100)).toEqual({ kind: 'already', since: 1000 });
    expect(manager.nextEnd()).toBe(1700);
    commit();
    expect(store.activeBans('sshd')[0]?.bantime).toBe(700);
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
    expect(store.banCount('sshd', '192.0.2.1')).toBe(0);
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
    const banCount = (): number => {
      throw new Error('disk I/O error');
    };
    manager = new BanManager('sshd', 600, { ...store, banCount });
    expect(manager.ban(ticket('192.0.2.1', 1000), 1000)).toMatchObject({ kind: 'banned', ticket: { bancount: 1 } });
  });

  it('never ends a permanent ban by itself', () => {
    manager.setBantime(-1);
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    expect(manager.nextEnd()).toBe(Infinity);
    expect(manager.expire(1e12)).toEqual([]);
  });
});

describe('restore', () => {
  const restart = (bantime: number, now: number, skip: () => boolean = () => false) => {
    commit();
    manager = new BanManager('sshd', bantime, store);
    return manager.restore(now, skip);
  };

  it('brings back what is not over, with everything known of it', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    manager.ban(ticket('192.0.2.2', 1300), 1300);
    const restored = restart(600, 1700);
    expect(restored).toEqual([{ ...ticket('192.0.2.2', 1300), bantime: 600, bancount: 1, restored: true }]);
    commit();
    expect(ids(store.activeBans('sshd'))).toEqual(['192.0.2.2']);
  });

  it.each([
    { saved: 600, jail: 3600, left: 600 },
    { saved: 600, jail: 300, left: 300 },
    { saved: -1, jail: 300, left: 300 },
    { saved: 600, jail: -1, left: 600 },
    { saved: -1, jail: -1, left: -1 },
  ])('a ban of $saved s under a jail of $jail s goes on as $left s', ({ saved, jail, left }) => {
    manager.ban(ticket('192.0.2.1', 1000), 1000, saved);
    expect(restart(jail, 1100)[0]?.bantime).toBe(left);
  });

  it('writes only what is other than it was', () => {
    for (const n of [1, 2, 3]) manager.ban(ticket(`192.0.2.${n}`, 1000 + n), 1000 + n, 100 * n);
    commit();
    const written: string[] = [];
    const saveBan: BanStore['saveBan'] = ({ id, bantime }) => void written.push(`${id} ${bantime}`);
    manager = new BanManager('sshd', 250, { ...store, saveBan });
    expect(ids(manager.restore(1050, () => false))).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    commit();
    expect(written).toEqual(['192.0.2.3 250']);
  });

  it('leaves out ids which are ignored by now', () => {
    manager.ban(ticket('192.0.2.1', 1000), 1000);
    expect(restart(600, 1100, () => true)).toEqual([]);
    commit();
    expect(store.activeBans('sshd')).toEqual([]);
  });
});
