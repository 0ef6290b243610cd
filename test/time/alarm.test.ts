import { beforeEach, describe, expect, it } from 'vitest';
import { Alarm } from '../../src/time/alarm.js';
import type { Cancel, Waker } from '../../src/time/waker.js';

/** Timers asked for, with the seconds they were asked for. */
let timers: { readonly seconds: number; readonly look: () => void }[];
let now: number;
let woken: number;
let alarm: Alarm;

const waker: Pick<Waker, 'after'> = {
  after(seconds, look): Cancel {
    const timer = { seconds, look };
    timers.push(timer);
    return () => void (timers = timers.filter((other) => other !== timer));
  },
};

beforeEach(() => {
  [timers, now, woken] = [[], 1000, 0];
  alarm = new Alarm({ clock: () => now, waker: { ...waker, every: () => () => undefined } }, () => (woken += 1));
});
const seconds = () => timers.map((timer) => timer.seconds);

describe('Alarm', () => {
  it('is set to the earliest time it was told', () => {
    alarm.setBy(1600);
    alarm.setBy(1700);
    expect(seconds()).toEqual([600]);
    alarm.setBy(1300);
    expect(seconds()).toEqual([300]);
  });

  it('goes off once, and may then be set later', () => {
    alarm.setBy(1300);
    timers[0]?.look();
    expect(woken).toBe(1);
    expect(seconds()).toEqual([]);
    alarm.setBy(9000);
    expect(seconds()).toEqual([8000]);
  });

  it('is not set to never', () => {
    alarm.setBy(Infinity);
    expect(seconds()).toEqual([]);
  });

  it('forgets what it was set to', () => {
    alarm.setBy(1300);
    alarm.off();
    expect(seconds()).toEqual([]);
    alarm.setBy(1400);
    expect(seconds()).toEqual([400]);
  });
});
