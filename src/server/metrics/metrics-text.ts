import type { Metric, Registry } from 'prom-client';
import { actionMetrics } from './action-metrics.js';
import { jailMetrics } from './jail-metrics.js';
import type { Counted, LiveMetric } from './live-metric.js';
import { processMetrics } from './process-metrics.js';
import { serverMetrics } from './server-metrics.js';
import { sourceMetrics } from './source-metrics.js';

/** Content type of what `metricsText` gives. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

const all: readonly LiveMetric[] = [
  ...serverMetrics,
  ...sourceMetrics,
  ...jailMetrics,
  ...actionMetrics,
  ...processMetrics,
];

/** Everything that is counted in the running server, as Prometheus reads it. */
export async function metricsText(counted: Counted): Promise<string> {
  // Few are ever asked: the start need not wait for its code.
  const { Registry } = await import('prom-client');
  const registry = new Registry();
  for (const metric of all) register(registry, metric, counted);
  return registry.metrics();
}

function register(registry: Registry, metric: LiveMetric, counted: Counted): void {
  const { name, type, help } = metric;
  const live = { name, get: async () => Promise.resolve({ name, type, help, values: metric.samples(counted) }) };
  // All that a registry wants of a metric; those of prom-client would keep values of their own.
  registry.registerMetric(live as unknown as Metric);
}
