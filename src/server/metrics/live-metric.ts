import type { Control } from '../control.js';

/** What is asked for counts. */
export type Counted = Pick<Control, 'jails'>;

/** What tells the samples of a metric apart. */
export type Labels = Readonly<Record<string, string>>;

/** One line of a scrape. */
export interface Sample {
  /** That of its metric, unless that is a histogram, which is made of several. */
  readonly metricName?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** A metric whose values are read from where they are counted, when somebody asks. */
export interface LiveMetric<Source> {
  /** By the conventions of Prometheus: `_total` for a counter, units in full. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  samples(source: Source): readonly Sample[];
}
