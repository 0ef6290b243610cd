import { expect, it } from 'vitest';
import { CatchUpLog } from '../../src/server/catch-up-log.js';
import type { CatchingUp } from '../../src/server/control.js';
import { HandWaker } from '../support/hand-waker.js';
import { recordedLog } from '../support/recorded-log.js';

it('tells once of each log that takes long, and once that it is done', () => {
  const waker = new HandWaker();
  const { log, lines } = recordedLog();
  let behind: readonly CatchingUp[] = [];
  const catchUpLog = new CatchUpLog({ log, waker, behind: () => behind });
  const looks = (now: readonly CatchingUp[]) => {
    behind = now;
    waker.wake();
    return lines.length;
  };
  catchUpLog.begin();
  expect(looks([{ file: '/a.log', percent: 12 }])).toBe(1);
  expect(looks([{ file: '/a.log', percent: 40 }])).toBe(1);
  expect(looks([{ file: '/b.log', percent: 1 }])).toBe(3);
  expect(looks([])).toBe(4);
  // Nothing is looked at any more.
  expect(looks([{ file: '/a.log', percent: 50 }])).toBe(4);
  expect(lines).toEqual([
    'INFO filter Catching up with /a.log: 12 % of it is read',
    'INFO filter Catching up with /b.log: 1 % of it is read',
    'INFO filter Caught up with /a.log',
    'INFO filter Caught up with /b.log',
  ]);
});

it('says nothing of what was quick', () => {
  const waker = new HandWaker();
  const { log, lines } = recordedLog();
  new CatchUpLog({ log, waker, behind: () => [] }).begin();
  waker.wake();
  expect(lines).toEqual([]);
});
