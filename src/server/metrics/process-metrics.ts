import { readdirSync } from 'node:fs';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { type LiveMetric, single } from './live-metric.js';

/** How often it is looked whether the event loop is held, in milliseconds: an idle daemon should hardly notice. */
const resolution = 50;

let delays: IntervalHistogram | undefined;

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
    Math.round(performance.timeOrigin / 1000),
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
    longestDelay,
  ),
];

function longestDelay(): number {
  delays ??= watchDelays();
  // Where nothing is held it tells how often it looks.
  const longest = Math.max(0, delays.max / 1e6 - resolution) / 1000;
  delays.reset();
  return longest;
}

function watchDelays(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  return histogram;
}
