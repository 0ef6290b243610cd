import { expect, it } from 'vitest';
import { Environment } from '../../src/action/environment.js';
import type { JailParts } from '../../src/jail/jail-parts.js';
import { makeActions } from '../../src/jail/make-actions.js';
import type { ActionConfig } from '../../src/config/configuration.js';
import { actionConfig } from '../support/action-config.js';
import { actionContext } from '../support/action-context.js';
import { banTicket } from '../support/ban-ticket.js';
import { jailConfig } from '../support/jail-config.js';

const workshop = { context: actionContext(), environment: new Environment() };

function make(actionban: string, before?: JailParts): JailParts {
  return makeParts(actionConfig('x', { actionban, actionunban: `un${actionban}` }), before);
}

function makeParts(action: ActionConfig, before?: JailParts): JailParts {
  const config = jailConfig({ actions: [action] });
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
  // The bans, and what takes away what the first try may have left.
  expect(counted).toEqual([
    [3, 2],
    [1, 1],
  ]);
});

/** An action whose objects are told apart by `name`, or are not. */
const barrier = (port: string, object = '<name>'): ActionConfig => {
  const as = (name: string): ActionConfig => {
    const [start, stop] = [`make ${object} ${port}`, `unmake ${object}`];
    const ban = { actionban: `put ${object} <ip>`, actionunban: `take ${object} <ip>` };
    return actionConfig('x', { actionstart: start, actionstop: stop, ...ban }, { name });
  };
  return { ...as('sshd'), named: as };
};

it('keeps an action that differs in how it bans', () => {
  const before = makeParts(barrier('22'));
  const given = barrier('22');
  const after = makeParts({ ...given, commands: { ...given.commands, actionban: 'put otherwise' } }, before);
  expect(after.actions).toEqual(before.actions);
  expect(after.standIns?.size).toBe(0);
});

it('has somebody stand in for an action that makes its objects in another way, if its name tells them apart', () => {
  const before = makeParts(barrier('22'));
  expect(before.standIns?.size).toBe(0);
  const after = makeParts(barrier('23'), before);
  expect(after.actions[0]).not.toBe(before.actions[0]);
  expect([...(after.standIns?.keys() ?? [])]).toEqual(after.actions);
  expect(makeParts(barrier('23', 'common'), before).standIns?.size).toBe(0);
});
