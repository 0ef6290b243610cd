import type { Durations } from '../../time/durations.js';
import type { Control } from '../control.js';

/** What is asked for counts. */
export type Counted = Pick<Control, 'version' | 'jails' | 'problems' | 'sourcesOf' | 'databaseSize'>;

/** What tells the samples of a metric apart. */
export type Labels = Readonly<Record<string, string>>;

/** One line of a scrape. */
export interface Sample {
  /** That of its metric, unless it is part of a histogram. */
  readonly metricName?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** A metric whose values are read from where they are counted, when somebody asks. */
export interface LiveMetric {
  /** By the conventions of Prometheus: `_total` for a counter, units in full. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  samples(counted: Counted): readonly Sample[];
}

/** A metric with a single sample. */
export function single(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  valueOf: (counted: Counted) => number,
): LiveMetric {
  return { name, type, help, samples: (counted) => [{ labels: {}, value: valueOf(counted) }] };
}

/** What a histogram of this name shows of durations. */
export function durationSamples(name: string, labels: Labels, durations: Durations): readonly Sample[] {
  const { bounds, sum, count } = durations;
  const bucket = (le: string, value: number): Sample => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value,
  });
  return [
    ...durations.cumulated().map((value, at) => bucket(String(bounds[at]), value)),
    bucket('+Inf', count),
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
