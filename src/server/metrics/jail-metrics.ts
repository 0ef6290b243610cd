import type { Jail } from '../../jail/jail.js';
import type { Durations } from '../../time/durations.js';
import { durationSamples, type LiveMetric } from './live-metric.js';

/** What is counted of each jail. */
export const jailMetrics: readonly LiveMetric[] = [
  counter('tsban_jail_lines_total', 'Lines that the filter looked at.', ({ counts }) => counts.lines),
  counter('tsban_jail_matches_total', 'Failures that the filter found in them.', ({ counts }) => counts.matches),
  counter('tsban_jail_ignored_total', 'Failures of those whom the jail ignores.', ({ counts }) => counts.ignored),
  counter('tsban_jail_failures_total', 'Failures that counted.', ({ failures }) => failures.totalFailed),
  gauge('tsban_jail_failed', 'Ids with failures that still count.', ({ failures }) => failures.currentlyFailed),
  gauge('tsban_jail_window_bytes', 'Memory that the times of these failures take.', ({ failures }) => failures.bytes),
  counter(
    'tsban_jail_search_overruns_total',
    'Searches that took too long and were done in the safe way.',
    (jail) => searchesOf(jail).overruns,
  ),
  counter(
    'tsban_jail_search_demotions_total',
    'Regexes that were searched for in the safe way from then on.',
    (jail) => searchesOf(jail).demotions,
  ),
  counter(
    'tsban_jail_shortened_lines_total',
    'Lines of which the middle was not searched.',
    (jail) => searchesOf(jail).shortened,
  ),
  counter(
    'tsban_jail_searches_given_up_total',
    'Searches given up, each of which may have missed a match.',
    (jail) => searchesOf(jail).givenUp,
  ),
  counter('tsban_jail_bans_total', 'New bans.', ({ bans }) => bans.counts.banned),
  counter('tsban_jail_bans_restored_total', 'Bans taken back from an earlier run.', ({ bans }) => bans.counts.restored),
  counter('tsban_jail_bans_prolonged_total', 'How often a ban was made longer.', ({ bans }) => bans.counts.prolonged),
  counter('tsban_jail_bans_expired_total', 'Bans that ended by themselves.', ({ bans }) => bans.counts.expired),
  counter('tsban_jail_bans_lifted_total', 'Bans that were lifted by hand.', ({ bans }) => bans.counts.lifted),
  gauge('tsban_jail_banned', 'Bans that are not over.', ({ bans }) => bans.currentlyBanned),
  counter(
    'tsban_jail_bans_missing_total',
    'Bans that somebody had taken out of the firewall, and that were put back.',
    ({ enforcement }) => enforcement.corrected.missing,
  ),
  counter(
    'tsban_jail_surplus_total',
    'Addresses that were in the firewall for nobody, and were taken out.',
    ({ enforcement }) => enforcement.corrected.surplus,
  ),
  gauge(
    'tsban_jail_leaking',
    'Bans in force that do not keep out whom they should.',
    ({ enforcement }) => enforcement.leaks().length,
  ),
  histogram(
    'tsban_jail_ban_decision_seconds',
    'From the read of a line until the ban that came of it was decided and saved.',
    ({ counts }) => counts.decided,
  ),
  histogram(
    'tsban_jail_ban_enforcement_seconds',
    'From the read of a line until the actions that keep somebody out were done with the ban.',
    ({ counts }) => counts.enforced,
  ),
  gauge('tsban_jail_bantime_seconds', 'How long a ban is; -1 for ever.', ({ parts }) => parts.config.bantime),
  gauge('tsban_jail_findtime_seconds', 'Within which time failures count.', ({ parts }) => parts.config.findtime),
  gauge('tsban_jail_maxretry', 'How many failures make a ban.', ({ parts }) => parts.config.maxretry),
];

function searchesOf({ counts, parts }: Jail) {
  return counts.searchesWith(parts.filter.searchCounts);
}

function counter(name: string, help: string, valueOf: (jail: Jail) => number): LiveMetric {
  return ofEach('counter', name, help, valueOf);
}

function gauge(name: string, help: string, valueOf: (jail: Jail) => number): LiveMetric {
  return ofEach('gauge', name, help, valueOf);
}

function ofEach(type: 'counter' | 'gauge', name: string, help: string, valueOf: (jail: Jail) => number): LiveMetric {
  const sample = (jail: Jail) => ({ labels: { jail: jail.name }, value: valueOf(jail) });
  return { name, type, help, samples: ({ jails }) => jails.all().map(sample) };
}

function histogram(name: string, help: string, durationsOf: (jail: Jail) => Durations): LiveMetric {
  const samples = (jail: Jail) => durationSamples(name, { jail: jail.name }, durationsOf(jail));
  return { name, type: 'histogram', help, samples: ({ jails }) => jails.all().flatMap(samples) };
}
