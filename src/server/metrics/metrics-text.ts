import type { Metric, Registry } from 'prom-client';
import { createTurns, inTurns } from '../../time/turns.js';
import { actionMetrics } from './action-metrics.js';
import { jailMetrics } from './jail-metrics.js';
import type { Counted, LiveMetric, Sample } from './live-metric.js';
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
  const nextTurn = createTurns();
  const lines: string[] = [];
  for (const metric of all) {
    let isBegun = false;
    for await (const samples of inTurns(metric.samples(counted), nextTurn)) {
      const [help, type, ...values] = await linesOf(metric, samples);
      if (!isBegun) lines.push(help, type);
      lines.push(...values);
      isBegun = true;
    }
    await nextTurn();
  }
  return `${lines.join('\n')}\n`;
}

/** Two lines about the metric, then one for each sample. */
async function linesOf(
  { name, type, help }: LiveMetric,
  values: readonly Sample[],
): Promise<[string, string, ...string[]]> {
  const registry = await newRegistry();
  const metric = { name, get: async () => Promise.resolve({ name, type, help, values }) };
  // All that a registry wants of a metric; those of prom-client would keep values of their own.
  registry.registerMetric(metric as unknown as Metric);
  const [about = '', kind = '', ...samples] = (await registry.getSingleMetricAsString(name)).split('\n');
  return [about, kind, ...samples];
}

async function newRegistry(): Promise<Registry> {
  // Few are ever asked: the start need not wait for it. All of prom-client would take fifteen times as long, in one go.
  const loaded = await import('prom-client/lib/registry.js');
  return new loaded.default();
}
