import { CommandRuns } from '../../src/action/command-runs.js';
import type { JailAction } from '../../src/jail/jail-parts.js';
import { actionConfig } from './action-config.js';

/** An action that tells `note` what it was asked for, and does nothing but what is `given`. */
export function recordingAction(note: (what: string) => void, given: Partial<JailAction> = {}): JailAction {
  const done = async (what: string): Promise<true> => {
    note(what);
    return Promise.resolve(true);
  };
  return {
    name: 'a',
    definition: actionConfig(given.name ?? 'a', {}),
    outlived: async () => done('outlived').then(() => []),
    start: async (beginning = 'onDemand') =>
      done(beginning === 'onDemand' ? 'start' : `start ${beginning}`).then(() => undefined),
    adopt: async (_left, tickets) => done(['adopt', ...tickets.map(({ id }) => id)].join(' ')).then(() => undefined),
    ban: async ({ id }) => done(`ban ${id}`),
    prolong: async ({ id, bantime }) => done(`prolong ${id} ${bantime}`),
    unban: async ({ id }) => done(`unban ${id}`),
    reconcile: async () => done('reconcile').then(() => undefined),
    notInForce: () => new Map(),
    lacks: () => false,
    lastFailure: undefined,
    counts: { pending: 0, dropped: 0, notInForce: 0, runs: new CommandRuns() },
    reload: async () => done('reload').then(() => undefined),
    renew: async () => done('renew').then(() => undefined),
    check: async () => done('check'),
    flush: async () => done('flush').then(() => undefined),
    leave: async () =>
      done('leave').then(() => ({ definition: actionConfig(given.name ?? 'a', {}), families: [], held: [] })),
    stop: async () => done('stop').then(() => undefined),
    ...given,
  };
}
