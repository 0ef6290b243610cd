import { type LiveMetric, single } from './live-metric.js';

/** The server as a whole, and what it keeps. */
export const serverMetrics: readonly LiveMetric[] = [
  {
    name: 'tsban_build_info',
    type: 'gauge',
    help: 'Which tsban this is, and on which Node it runs.',
    samples: ({ version }) => [{ labels: { version, node: process.version }, value: 1 }],
  },
  single('gauge', 'tsban_jails', 'Jails that run.', ({ jails }) => jails.all().length),
  single(
    'gauge',
    'tsban_config_problems',
    'What the configuration in force has wrong, the jails left out among it.',
    (counted) => counted.problems().length,
  ),
  single(
    'counter',
    'tsban_windows_shed_total',
    'Ids whose failures were forgotten because there were too many.',
    ({ jails }) => jails.shed,
  ),
  single(
    'gauge',
    'tsban_database_saving',
    '0 while the database can not be written, which costs no ban.',
    ({ jails }) => (jails.isSaving ? 1 : 0),
  ),
  {
    name: 'tsban_database_bytes',
    type: 'gauge',
    help: 'How much room the database takes, and the write-ahead log beside it.',
    samples: (counted) => {
      const { main, wal } = counted.databaseSize();
      return [
        { labels: { part: 'main' }, value: main },
        { labels: { part: 'wal' }, value: wal },
      ];
    },
  },
];
