import { expect, it } from 'vitest';
import { localStamp } from '../../src/time/local-stamp.js';
import { beautify } from '../../src/cli/beautifier.js';
import type { JailAnswer } from '../../src/server/answers.js';

const answer = (catchingUp: JailAnswer['filter']['catchingUp'] = []): JailAnswer => ({
  jail: 'app',
  filter: {
    currentlyFailed: 1,
    totalFailed: 3,
    fileList: ['/a.log', '/b.log'],
    missingFiles: [],
    catchingUp,
    searches: { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 },
  },
  actions: { currentlyBanned: 0, totalBanned: 0, bannedIpList: [] },
});

it('shows how far a jail is with logs that were there before it, as long as that lasts', () => {
  const now = beautify(['status', 'app'], answer()).split('\n');
  const before = [
    { file: '/a.log', percent: 0 },
    { file: '/b.log', percent: 99 },
  ];
  expect(beautify(['status', 'app'], answer(before)).split('\n')).toEqual([
    ...now.slice(0, 4),
    '|  |- Catching up:\t/a.log (0 %) /b.log (99 %)',
    ...now.slice(4),
  ]);
  expect(now[4]).toBe('|  `- File list:\t/a.log /b.log');
});

it('shows actions for which orders wait, and what went wrong in them', () => {
  const now = beautify(['status', 'app'], answer()).split('\n');
  const lastFailure = { time: 1_795_247_979, command: 'actionban', reason: 'timed out' };
  const troubles = [
    { action: 'mail', pending: 1 },
    { action: 'nft', pending: 0, lastFailure },
    { action: 'slow', pending: 12, lastFailure },
  ];
  const { actions, ...rest } = answer();
  const lines = beautify(['status', 'app'], { ...rest, actions: { ...actions, troubles } }).split('\n');
  const at = localStamp(lastFailure.time);
  expect(lines).toEqual([
    ...now.slice(0, -1),
    '   |- Action:\tmail (1 order waits)',
    `   |- Action:\tnft (actionban failed at ${at}: timed out)`,
    `   |- Action:\tslow (12 orders wait; actionban failed at ${at}: timed out)`,
    ...now.slice(-1),
  ]);
});

it('shows bans that are not in force or do not help, as long as there are any', () => {
  const now = beautify(['status', 'app'], answer()).split('\n');
  const notInForce = Array.from({ length: 12 }, (_, i) => ({ id: `192.0.2.${i}`, reason: 'nft: busy' }));
  const leaking = [{ id: '203.0.113.7', hits: 2, last: 1_795_247_979, reason: 'a rule ahead' }];
  const { actions, ...rest } = answer();
  const lines = beautify(['status', 'app'], { ...rest, actions: { ...actions, notInForce, leaking } }).split('\n');
  expect(lines).toEqual([
    ...now.slice(0, -1),
    ...notInForce.slice(0, 10).map(({ id }) => `   |- Not in force:\t${id} (nft: busy)`),
    '   |- Not in force:\tand 2 more',
    expect.stringMatching(
      /^ {3}\|- Leaking:\t203\.0\.113\.7 \(2 failures since its ban, the last at .*: a rule ahead\)$/,
    ),
    ...now.slice(-1),
  ]);
});
