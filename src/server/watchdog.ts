import type { Log } from '../log.js';
import type { Cancel, Waker } from '../time/waker.js';
import { notifySystemd } from './notify.js';

/**
 * Tells systemd that the event loop turns, where the unit's WatchdogSec asks for that: twice in the time it allows.
 * Whoever is silent longer is killed and started anew.
 */
export function keepWatchdog(waker: Waker, log: Log, environment = process.env): Cancel {
  const seconds = Number(environment['WATCHDOG_USEC'] ?? 0) / 1e6;
  const isForUs = environment['WATCHDOG_PID'] === undefined || environment['WATCHDOG_PID'] === String(process.pid);
  if (!(seconds > 0) || !isForUs) return () => undefined;
  return waker.every(seconds / 2, () => void notifySystemd(log, 'WATCHDOG=1'));
}
