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
  /** More of them, written out once for all samples that share the very object; they stand behind the others. */
  readonly sharedLabels?: Labels;
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
export function durationSamples(name: string, sharedLabels: Labels, durations: Durations): readonly Sample[] {
  const { bounds, sum, count } = durations;
  const sample = (part: string, labels: Labels, value: number): Sample => ({
    metricName: `${name}_${part}`,
    labels,
    sharedLabels,
    value,
  });
  return [
    ...durations.cumulated().map((value, at) => sample('bucket', { le: String(bounds[at]) }, value)),
    sample('bucket', { le: '+Inf' }, count),
    sample('sum', noLabels, sum),
    sample('count', noLabels, count),
  ];
}

const noLabels: Labels = {};
