import { expect, it } from 'vitest';
import { CommandAction } from '../../src/action/action.js';
import { CommandRuns } from '../../src/action/command-runs.js';
import { Environment } from '../../src/action/environment.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';

const action = (commands: Record<string, string>) =>
  new CommandAction(actionDefinition(commands), actionContext(), new Environment());

const runsOf = ({ counts }: CommandAction) =>
  counts.runs.all().map(({ command, failures, durations }) => [command, durations.count, failures]);

it('counts the commands of an action and which failed, each under its name', async () => {
  const fails = action({
    actionstart: 'true',
    actioncheck: 'true',
    actionban: 'test <ip> = 192.0.2.1',
    actionunban: 'true',
  });
  await fails.ban(banTicket({ id: '192.0.2.1' }));
  await fails.ban(banTicket({ id: '192.0.2.2' }));
  await fails.unban(banTicket({ id: '192.0.2.1' }));
  expect(runsOf(fails)).toEqual([
    ['actionstart', 1, 0],
    ['actionban', 3, 2],
    ['actioncheck', 1, 0],
    // One more for what the first try may have left.
    ['actionunban', 2, 0],
  ]);
  expect(fails.counts).toMatchObject({ pending: 0, notInForce: 1 });
});

it('counts one command for many as one', async () => {
  const bulk = action({
    actionban: 'true',
    actionunban: 'true',
    actionbanbulk: 'cat',
    bulkban: '<ip>',
    actionlist: 'echo',
  });
  const tickets = [1, 2, 3].map((last) => banTicket({ id: `192.0.2.${last}` }));
  const banned = Promise.all(tickets.map(async (ticket) => bulk.ban(ticket)));
  expect(bulk.counts.pending).toBe(3);
  await banned;
  await bulk.reconcile();
  expect(runsOf(bulk)).toEqual([
    ['actionbanbulk', 2, 0],
    ['actionlist', 1, 0],
  ]);
});

it('times them', async () => {
  let now = 10;
  const runs = new CommandRuns(() => now);
  const result = { ok: true, exitCode: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
  const run = runs.counting(async (_command, timeout) => {
    now += timeout;
    return Promise.resolve(result);
  });
  const command = { script: 'true', variables: new Map() };
  expect(await run({ ...command, name: 'actionban' }, 2)).toBe(result);
  await run({ ...command, name: 'actionban' }, 0.5);
  await run(command, 60);
  expect(runs.all()).toMatchObject([{ command: 'actionban', durations: { sum: 2.5, count: 2 } }]);
});
