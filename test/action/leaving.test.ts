import { expect, it } from 'vitest';
import { CommandAction } from '../../src/action/action.js';
import { Environment } from '../../src/action/environment.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';
import { HandWaker } from '../support/hand-waker.js';
import { ModelFirewall, modelCommands } from '../support/model-firewall.js';

const definition = actionDefinition({ ...modelCommands, actionbanbulk: '', actionunbanbulk: '' });
const [one, two, three] = ['203.0.113.1', '203.0.113.2', '203.0.113.3'].map((id) => banTicket({ id })) as [
  ReturnType<typeof banTicket>,
  ReturnType<typeof banTicket>,
  ReturnType<typeof banTicket>,
];

it('leaves out bans that wait for too long, and carries out what else waits', async () => {
  const firewall = new ModelFirewall();
  const waker = new HandWaker();
  const action = new CommandAction(definition, actionContext({ run: firewall.run, waker }), new Environment());
  await action.start();
  await action.ban(one);
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  firewall.turn = async () => held;
  const orders = [action.ban(two), action.ban(three), action.unban(one)];
  const leaving = action.leave(5);
  // The first of them is under way.
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  waker.wake();
  goOn();
  expect(await leaving).toEqual({ definition, families: [''], held: [two.id] });
  expect(await Promise.all(orders)).toEqual([true, false, true]);
  expect(firewall.set).toEqual(new Set([two.id]));
});

it('goes on with what was left without a command, and stops as if it had made it itself', async () => {
  const firewall = new ModelFirewall();
  const next = new CommandAction(definition, actionContext({ run: firewall.run }), new Environment());
  firewall.set = new Set([one.id, two.id]);
  await next.adopt({ definition, families: [''], held: [one.id, two.id] }, [one, two]);
  await next.start();
  expect(await next.ban({ ...one, restored: true })).toBe(true);
  expect(firewall.ran).toEqual([]);
  await next.unban(one);
  expect(firewall.set).toEqual(new Set([two.id]));
  await next.stop();
  expect(firewall.set).toBeUndefined();
});
