import { describe, expect, it } from 'vitest';
import { isBeingRestarted, isToRestart, unitIn } from '../../src/server/restart-job.js';

describe('the unit of a process', () => {
  it.each([
    ['one hierarchy', '0::/system.slice/tsban.service\n', 'tsban.service'],
    ['one that was given to it', '0::/system.slice/tsban.service/payload\n', 'tsban.service'],
    ['many', '12:pids:/other.service\n1:name=systemd:/system.slice/tsban@a.service\n0::/\n', 'tsban@a.service'],
    ['a namespace', '0::/tsban.service\n', 'tsban.service'],
    ['a user', '0::/user.slice/user-0.slice/session-3.scope\n', undefined],
    ['a container', '0::/\n', undefined],
  ])('is found among control groups of %s', (_what, cgroups, unit) => {
    expect(unitIn(cgroups)).toBe(unit);
  });
});

describe('a restart', () => {
  it.each([
    ['is one', '5191 tsban.service restart running\n', true],
    [
      'is one with that of another unit',
      '20 nftables.service restart waiting\n 21 tsban.service restart running\n',
      true,
    ],
    ['is no stop', '5191 tsban.service stop running\n', false],
    ['is not that of another unit', '1 nftables.service restart running\n2 tsban.service stop running\n', false],
    ['is not that of a unit with a longer name', '1 my-tsban.service restart running\n', false],
    ['is not there without any job', '', false],
  ])('%s', (_what, jobs, expected) => {
    expect(isToRestart('tsban.service', jobs)).toBe(expected);
  });

  it('is none where systemd has not started this process', async () => {
    expect(await isBeingRestarted({})).toBe(false);
    expect(await isBeingRestarted({ NOTIFY_SOCKET: '/run/x', SYSTEMD_EXEC_PID: '1' })).toBe(false);
  });
});
