import { expect, it } from 'vitest';
import type { Counted } from '../../../src/server/metrics/live-metric.js';
import { processMetrics } from '../../../src/server/metrics/process-metrics.js';

function valueOf(name: string): number {
  const metric = processMetrics.find((each) => each.name === name);
  // Of the process there is nothing to be asked for.
  return metric?.samples({} as Counted)[0]?.value ?? Number.NaN;
}

it('counts on and on', () => {
  for (const name of ['process_cpu_seconds_total', 'tsban_event_loop_active_seconds_total']) {
    const before = valueOf(name);
    expect(before).toBeGreaterThan(0);
    expect(valueOf(name)).toBeGreaterThanOrEqual(before);
  }
  expect(valueOf('process_start_time_seconds')).toBeLessThanOrEqual(Date.now() / 1000);
  expect(valueOf('process_open_fds')).toBeGreaterThan(2);
});
