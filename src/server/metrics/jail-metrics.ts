import type { Jail } from '../../jail/jail.js';
import type { Counted, LiveMetric } from './live-metric.js';

/** What is counted of each jail. */
export const jailMetrics: readonly LiveMetric<Counted>[] = [
  perJail(
    'counter',
    'tsban_jail_failures_total',
    'Failures counted, ignored ones left out.',
    ({ failures }) => failures.totalFailed,
  ),
  perJail(
    'gauge',
    'tsban_jail_currently_failed',
    'Ids with failures that still count.',
    ({ failures }) => failures.currentlyFailed,
  ),
  perJail(
    'gauge',
    'tsban_jail_window_bytes',
    'Memory that the times of these failures take.',
    ({ failures }) => failures.bytes,
  ),
  perJail('counter', 'tsban_jail_bans_total', 'Bans, restored ones included.', ({ bans }) => bans.totalBanned),
  perJail('gauge', 'tsban_jail_currently_banned', 'Bans that are not over.', ({ bans }) => bans.currentlyBanned),
  perJail(
    'gauge',
    'tsban_jail_bans_not_in_force',
    'Bans that failed or went missing and are tried again.',
    (jail) => jail.enforcement.notInForce().size,
  ),
  perJail(
    'gauge',
    'tsban_jail_bans_leaking',
    'Bans in force that do not keep out whom they should.',
    (jail) => jail.enforcement.leaks().length,
  ),
];

function perJail(
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  valueOf: (jail: Jail) => number,
): LiveMetric<Counted> {
  const samples = ({ jails }: Counted) =>
    jails.all().map((jail) => ({ labels: { jail: jail.name }, value: valueOf(jail) }));
  return { name, type, help, samples };
}
