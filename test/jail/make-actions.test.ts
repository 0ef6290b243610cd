import { expect, it } from 'vitest';
import { Environment } from '../../src/action/environment.js';
import { createRunner } from '../../src/action/run-command.js';
import type { JailParts } from '../../src/jail/jail-parts.js';
import { makeActions } from '../../src/jail/make-actions.js';
import { actionConfig } from '../support/action-config.js';
import { banTicket } from '../support/ban-ticket.js';
import { HandWaker } from '../support/hand-waker.js';
import { jailConfig } from '../support/jail-config.js';

const workshop = {
  context: {
    log: () => undefined,
    run: createRunner({ log: () => undefined }),
    clock: () => 1000,
    waker: new HandWaker(),
    nextTurn: async () => Promise.resolve(),
    hostNames: { fq: 'box.example.org', sh: 'box' },
    counters: () => ({ banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 }),
  },
  environment: new Environment(),
};

function make(actionban: string, before?: JailParts): JailParts {
  const config = jailConfig({ actions: [actionConfig('x', { actionban, actionunban: `un${actionban}` })] });
  const filter = {
    find: async () => Promise.resolve([]),
    searchCounts: { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 },
  };
  const ignoring = { ready: Promise.resolve(), listed: () => undefined, ask: undefined };
  return { config, usedns: 'no', filter, ignoring, ...makeActions(config, workshop, before) };
}

it('lets the counts of an action go on in the one that takes its place', async () => {
  const before = make('true');
  await before.actions[0]?.ban(banTicket());
  const after = make('false', before);
  await after.actions[0]?.ban(banTicket());
  expect(after.actions[0]).not.toBe(before.actions[0]);
  const counted = after.actions[0]?.counts.runs.all().map(({ durations, failures }) => [durations.count, failures]);
  expect(counted).toEqual([[3, 2]]);
});
