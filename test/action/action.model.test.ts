import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandAction } from '../../src/action/action.js';
import { Environment } from '../../src/action/environment.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';
import { HandWaker } from '../support/hand-waker.js';
import { ModelFirewall, modelCommands } from '../support/model-firewall.js';

const addresses = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '2001:db8::1', '2001:db8::2', '198.51.100.0/24'];
const withoutExtras = { ...modelCommands, actionflush: '', actionlist: '' };
const oneByOne = { ...modelCommands, actionbanbulk: '', actionunbanbulk: '' };

/** What others do to the set. */
const disturbing = ['destroy', 'vanish', 'intrude'];

interface Step {
  readonly does:
    | 'ban'
    | 'unban'
    | 'flush'
    | 'check'
    | 'reconcile'
    | 'restart'
    | 'leave'
    | 'destroy'
    | 'vanish'
    | 'intrude'
    | 'wake'
    | 'settle';
  readonly jail: 0 | 1;
  readonly id: string;
}

const steps = fc.array(
  fc.record<Step>({
    does: fc.oneof(
      { weight: 8, arbitrary: fc.constant('ban' as const) },
      { weight: 5, arbitrary: fc.constant('unban' as const) },
      { weight: 4, arbitrary: fc.constantFrom('wake' as const, 'settle' as const) },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          'flush' as const,
          'check' as const,
          'reconcile' as const,
          'restart' as const,
          'leave' as const,
          'destroy' as const,
          'vanish' as const,
          'intrude' as const,
        ),
      },
    ),
    jail: fc.constantFrom(0 as const, 1 as const),
    id: fc.constantFrom(...addresses),
  }),
  { maxLength: 40 },
);

const ticketOf = (id: string) => banTicket({ id, time: 1000, bantime: 1_000_000 });

/** Two jails with the same set, and what each of them wants to be in it. */
class World {
  readonly firewall = new ModelFirewall();
  readonly waker = new HandWaker();
  readonly wanted = [new Set<string>(), new Set<string>()] as const;
  readonly #commands: Readonly<Record<string, string>>;
  #actions: readonly CommandAction[];
  readonly #underWay: Promise<unknown>[] = [];
  #now = 1000;

  constructor(commands: Readonly<Record<string, string>>) {
    this.#commands = commands;
    this.#actions = this.#make();
  }

  get lacking(): number {
    return this.#actions.reduce((sum, action) => sum + action.notInForce().size, 0);
  }

  async start(): Promise<void> {
    await Promise.all(this.#actions.map(async (action) => action.start()));
  }

  async go({ does, jail, id }: Step): Promise<void> {
    const [action, wanted] = [this.#actions[jail], this.wanted[jail]];
    if (action === undefined) return;
    const ticket = ticketOf(id);
    switch (does) {
      case 'ban':
        wanted.add(id);
        this.#underWay.push(action.ban(ticket));
        break;
      case 'unban':
        wanted.delete(id);
        this.#underWay.push(action.unban(ticket));
        break;
      case 'flush':
        wanted.clear();
        this.#underWay.push(action.flush());
        break;
      case 'restart':
        // What waits while everything is taken back is dropped.
        await this.settle();
        wanted.clear();
        this.#underWay.push(action.stop(), action.start());
        break;
      case 'leave':
        await this.#leave();
        break;
      case 'check':
      case 'reconcile':
        this.#underWay.push(action[does]());
        break;
      case 'destroy':
        this.firewall.set = undefined;
        break;
      case 'vanish':
        this.firewall.set?.delete(id);
        break;
      case 'intrude':
        this.firewall.set?.add(id);
        break;
      case 'wake':
        this.wake();
        break;
      case 'settle':
        await this.settle();
    }
  }

  async settle(): Promise<void> {
    await Promise.all(this.#underWay.splice(0));
  }

  wake(): void {
    this.#now += 700;
    this.waker.wake();
  }

  /** As when the daemon ends and another one goes on: nobody is told what failed, but whom each jail wants. */
  async #leave(): Promise<void> {
    const left = await Promise.all(this.#actions.map(async (action) => action.leave(5)));
    await this.settle();
    this.#actions = this.#make();
    await Promise.all(left.map(async (one, jail) => this.#actions[jail]?.adopt(one, one.held.map(ticketOf))));
    await this.start();
    for (const [jail, action] of this.#actions.entries()) {
      const wanted = [...(this.wanted[jail] ?? [])];
      const over = (left[jail]?.held ?? []).filter((id) => !wanted.includes(id));
      this.#underWay.push(
        ...wanted.map(async (id) => action.ban({ ...ticketOf(id), restored: true })),
        ...over.map(async (id) => action.unban(ticketOf(id))),
      );
    }
  }

  #make(): readonly CommandAction[] {
    const environment = new Environment();
    return ['one', 'two'].map((jail) => {
      const context = actionContext({ jail, run: this.firewall.run, clock: () => this.#now, waker: this.waker });
      return new CommandAction(actionDefinition(this.#commands), context, environment);
    });
  }

  /** Nothing fails any more: tries again what is lacking, then compares. */
  async calmDown(): Promise<void> {
    this.firewall.failsNow = () => false;
    await this.settle();
    for (const action of this.#actions) await action.check();
    for (let round = 0; round < 12; round++) {
      this.wake();
      for (const action of this.#actions) await action.reload();
    }
    await Promise.all(this.#actions.map(async (action) => action.reconcile()));
  }
}

describe.each([
  ['with bulk commands', modelCommands],
  ['one by one', oneByOne],
])('Two actions with the same set, %s,', (_what, commands) => {
  it('come to hold whom they should, whatever fails or is destroyed meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.infiniteStream(fc.nat(9)), fc.nat(4), async (history, dice, badness) => {
        const world = new World(commands);
        const roll = (): number => dice.next().value as number;
        await world.start();
        world.firewall.failsNow = () => roll() < badness;
        world.firewall.turn = async () => {
          for (let ticks = roll(); ticks > 0; ticks--) await Promise.resolve();
        };
        for (const step of history) await world.go(step);
        await world.calmDown();
        const wanted = new Set([...world.wanted[0], ...world.wanted[1]]);
        expect(world.lacking).toBe(0);
        expect(new Set(world.firewall.set)).toEqual(wanted);
      }),
    );
  });
});

it('keeps every order without a list or a flush too, as long as nothing fails', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat(9)), async (history, dice) => {
      const world = new World(withoutExtras);
      await world.start();
      world.firewall.turn = async () => {
        for (let ticks = dice.next().value as number; ticks > 0; ticks--) await Promise.resolve();
      };
      for (const step of history) if (!disturbing.includes(step.does)) await world.go(step);
      await world.settle();
      expect(new Set(world.firewall.set)).toEqual(new Set([...world.wanted[0], ...world.wanted[1]]));
    }),
  );
});
