import { readdirSync } from 'node:fs';
import { steadyClock } from '../../time/clock.js';
import { timerWaker } from '../../time/waker.js';
import { DelayWatch } from './delay-watch.js';
import { type LiveMetric, single } from './live-metric.js';

let delays: DelayWatch | undefined;

/**
 * The process itself, under the names that all exporters use. prom-client knows more, for which it wakes the process a
 * hundred times a second; and some of its names `promtool check metrics` objects to.
 */
export const processMetrics: readonly LiveMetric[] = [
  single('counter', 'process_cpu_seconds_total', 'Processor time, user and system.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }),
  single('gauge', 'process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()),
  single('gauge', 'process_start_time_seconds', 'When the process began, in seconds since 1970.', () =>
    Math.floor(performance.timeOrigin / 1000),
  ),
  single('gauge', 'process_open_fds', 'Open file descriptors.', () => readdirSync('/proc/self/fd').length),
  single('gauge', 'nodejs_heap_size_used_bytes', 'Memory that JavaScript uses.', () => process.memoryUsage().heapUsed),
  single(
    'counter',
    'tsban_event_loop_active_seconds_total',
    'Time in which the event loop had something to do.',
    () => performance.eventLoopUtilization().active / 1000,
  ),
  single(
    'gauge',
    'tsban_event_loop_delay_max_seconds',
    'Longest time for which the event loop was held since the last scrape; watched from the first scrape on.',
    () => (delays ??= new DelayWatch(steadyClock, timerWaker)).longest(),
  ),
];
