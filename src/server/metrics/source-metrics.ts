import type { Sources } from '../control.js';
import { type Counted, type LiveMetric, type Sample, single } from './live-metric.js';

/** So many files are told of one by one, those first of which least is read. */
const mostFiles = 50;

/** Where lines come from. */
export const sourceMetrics: readonly LiveMetric[] = [
  single('counter', 'tsban_lines_total', 'Lines that were read.', ({ jails }) => jails.lines),
  {
    name: 'tsban_jail_log_files',
    type: 'gauge',
    help: 'Log files that a jail follows.',
    samples: (counted) => ofEachJail(counted, ({ files }) => files.length),
  },
  {
    name: 'tsban_jail_missing_log_files',
    type: 'gauge',
    help: 'Log paths of a jail for which there is no file.',
    samples: (counted) => ofEachJail(counted, ({ missing }) => missing.length),
  },
  single(
    'gauge',
    'tsban_log_files_catching_up',
    'Log files of which not all is read that was there at the start.',
    (counted) => behind(counted).length,
  ),
  {
    name: 'tsban_log_file_catch_up_ratio',
    type: 'gauge',
    help: `How much of it is read, of the ${mostFiles} of these files of which least is.`,
    samples: (counted) =>
      behind(counted)
        .sort(([, one], [, other]) => one - other)
        .slice(0, mostFiles)
        .map(([file, percent]) => ({ labels: { file }, value: percent / 100 })),
  },
];

type OfFiles = Extract<Sources, { kind: 'files' }>;

function ofEachJail(counted: Counted, valueOf: (sources: OfFiles) => number): readonly Sample[] {
  return ofFiles(counted).map(([jail, sources]) => ({ labels: { jail }, value: valueOf(sources) }));
}

/** The percentage that is read of each file. */
function behind(counted: Counted): [file: string, percent: number][] {
  const all = ofFiles(counted).flatMap(([, { catchingUp }]) => catchingUp);
  return [...new Map(all.map(({ file, percent }) => [file, percent]))];
}

/** Jails that read log files, and what is known of these. */
function ofFiles(counted: Counted): readonly (readonly [jail: string, sources: OfFiles])[] {
  return counted.jails.all().flatMap(({ name }) => {
    const sources = counted.sourcesOf(name);
    return sources.kind === 'files' ? [[name, sources] as const] : [];
  });
}
