import type { ActionCounts } from '../../action/command-runs.js';
import { type Counted, durationSamples, type Labels, type LiveMetric, type Sample } from './live-metric.js';

const durations = 'tsban_action_command_seconds';

/** What is counted of each action of each jail. */
export const actionMetrics: readonly LiveMetric[] = [
  {
    name: 'tsban_action_pending',
    type: 'gauge',
    help: 'Orders to ban or unban that wait for an action.',
    samples: (counted) => ofEach(counted, (labels, { pending }) => [{ labels, value: pending }]),
  },
  {
    name: 'tsban_action_dropped_total',
    type: 'counter',
    help: 'Orders given up since too many were waiting, as mails may be.',
    samples: (counted) => ofEach(counted, (labels, { dropped }) => [{ labels, value: dropped }]),
  },
  {
    name: 'tsban_action_not_in_force',
    type: 'gauge',
    help: 'Bans that an action could not put in force, or that went missing, and tries again.',
    samples: (counted) => ofEach(counted, (labels, { notInForce }) => [{ labels, value: notInForce }]),
  },
  {
    name: 'tsban_action_command_failures_total',
    type: 'counter',
    help: 'Commands that failed or took too long.',
    samples: (counted) =>
      ofEach(counted, (labels, { runs }) =>
        runs.all().map(({ command, failures }) => ({ labels: { ...labels, command }, value: failures })),
      ),
  },
  {
    name: durations,
    type: 'histogram',
    help: 'How long commands took.',
    samples: (counted) =>
      ofEach(counted, (labels, { runs }) =>
        runs.all().flatMap((run) => durationSamples(durations, { ...labels, command: run.command }, run.durations)),
      ),
  },
];

function ofEach(
  { jails }: Counted,
  samplesOf: (labels: Labels, counts: ActionCounts) => readonly Sample[],
): readonly Sample[] {
  return jails.all().flatMap(({ name, parts }) => {
    // While one takes the place of another there may be two of a name.
    const actions = new Map(parts.actions.toReversed().map((action) => [action.name, action.counts]));
    return [...actions].flatMap(([action, counts]) => samplesOf({ jail: name, action }, counts));
  });
}
