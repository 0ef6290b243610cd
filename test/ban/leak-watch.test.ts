import { beforeEach, describe, expect, it } from 'vitest';
import { LeakWatch } from '../../src/ban/leak-watch.js';

const id = '192.0.2.1';
const reason = () => 'a reason';
let watch: LeakWatch;

beforeEach(() => {
  watch = new LeakWatch();
  watch.shut(id, 1000);
});

describe('LeakWatch', () => {
  it('gives the first failure after the ban, and counts all of them', () => {
    expect(watch.hit({ id, time: 1004 }, reason)).toEqual({ id, hits: 1, last: 1004, reason: 'a reason' });
    expect(watch.hit({ id, time: 1010 }, () => 'another')).toBeUndefined();
    expect(watch.leaks()).toEqual([{ id, hits: 2, last: 1010, reason: 'a reason' }]);
  });

  it.each([
    ['dated before the ban', id, 990],
    ['on its way when the ban came', id, 1003],
    ['of somebody who is not banned', '192.0.2.2', 2000],
  ])('is not surprised by a failure %s', (_what, who, time) => {
    expect(watch.hit({ id: who, time }, reason)).toBeUndefined();
    expect(watch.leaks()).toEqual([]);
  });

  it('forgets a leak with its ban, and tells of it anew', () => {
    watch.hit({ id, time: 1010 }, reason);
    watch.open(id);
    expect(watch.leaks()).toEqual([]);
    expect(watch.hit({ id, time: 1020 }, reason)).toBeUndefined();
    watch.shut(id, 1030);
    expect(watch.hit({ id, time: 1031 }, reason)).toBeUndefined();
    expect(watch.hit({ id, time: 1040 }, reason)).toMatchObject({ hits: 1 });
  });

  it('blames nobody for what came while bans were missing in the firewall', () => {
    watch.hit({ id, time: 1010 }, reason);
    watch.repaired(1011);
    expect(watch.leaks()).toEqual([]);
    expect(watch.hit({ id, time: 1014 }, reason)).toBeUndefined();
    expect(watch.hit({ id, time: 1015 }, reason)).toMatchObject({ hits: 1 });
  });
});
