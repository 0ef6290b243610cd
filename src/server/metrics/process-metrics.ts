import { readdirSync } from 'node:fs';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { LiveMetric } from './live-metric.js';

/** How often it is looked whether the event loop is held, in milliseconds: an idle daemon should hardly notice. */
const resolution = 50;

let delays: IntervalHistogram | undefined;

/**
 * The process itself, under the names that all exporters use. prom-client knows more, for which it wakes the process a
 * hundred times a second; and some of its names `promtool check metrics` objects to.
 */
export const processMetrics: readonly LiveMetric<unknown>[] = [
  row('counter', 'process_cpu_seconds_total', 'Processor time, user and system.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }),
  row('gauge', 'process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()),
  row('gauge', 'process_start_time_seconds', 'When the process began, in seconds since 1970.', () =>
    Math.round(performance.timeOrigin / 1000),
  ),
  row('gauge', 'process_open_fds', 'Open file descriptors.', () => readdirSync('/proc/self/fd').length),
  row('gauge', 'nodejs_heap_size_used_bytes', 'Memory that JavaScript uses.', () => process.memoryUsage().heapUsed),
  row(
    'counter',
    'tsban_event_loop_active_seconds_total',
    'Time in which the event loop had something to do.',
    () => performance.eventLoopUtilization().active / 1000,
  ),
  row(
    'gauge',
    'tsban_event_loop_delay_max_seconds',
    'Longest time for which the event loop was held since the last scrape; watched from the first scrape on.',
    longestDelay,
  ),
];

function longestDelay(): number {
  delays ??= watchDelays();
  // Without anything to wait for it tells how often it looks.
  const longest = Math.max(0, delays.max / 1e6 - resolution) / 1000;
  delays.reset();
  return longest;
}

function watchDelays(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  return histogram;
}

function row(type: 'counter' | 'gauge', name: string, help: string, value: () => number): LiveMetric<unknown> {
  return { name, type, help, samples: () => [{ labels: {}, value: value() }] };
}
