import { describe, expect, it } from 'vitest';
import { keepWatchdog } from '../../src/server/watchdog.js';
import type { Cancel } from '../../src/time/waker.js';
import { HandWaker } from '../support/hand-waker.js';

/** Takes down how often it is to wake. */
class RecordingWaker extends HandWaker {
  readonly periods: number[] = [];

  override every(seconds: number, look: () => void): Cancel {
    this.periods.push(seconds);
    return super.every(seconds, look);
  }
}

describe('the watchdog', () => {
  it.each([
    ['asked for', { WATCHDOG_USEC: '600000000' }, [300]],
    ['asked of this process', { WATCHDOG_USEC: '3000000', WATCHDOG_PID: String(process.pid) }, [1.5]],
    ['asked of another process', { WATCHDOG_USEC: '3000000', WATCHDOG_PID: '1' }, []],
    ['not asked for', {}, []],
    ['switched off', { WATCHDOG_USEC: '0' }, []],
    ['asked for in no number', { WATCHDOG_USEC: 'soon' }, []],
  ])('where it is %s', (_name, environment, periods) => {
    const waker = new RecordingWaker();
    keepWatchdog(waker, () => undefined, environment)();
    expect(waker.periods).toEqual(periods);
  });
});
