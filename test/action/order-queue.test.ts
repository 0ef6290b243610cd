import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderKind } from '../../src/action/order.js';
import { OrderQueue, type OrderTaker } from '../../src/action/order-queue.js';
import type { BanTicket } from '../../src/ban/ban-ticket.js';
import { banTicket } from '../support/ban-ticket.js';

const ticket = (id: string) => banTicket({ id });

/** Carries out every order, but not before it is let. */
class Taker implements OrderTaker {
  readonly isBarrier: boolean;
  readonly ran: string[] = [];
  readonly held = new Set<string>();
  readonly shedOrders: number[] = [];
  #open: () => void = () => undefined;
  #gate: Promise<void> = Promise.resolve();

  constructor(isBarrier = true) {
    this.isBarrier = isBarrier;
  }

  close(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }

  mayJoin(kind: OrderKind, { id }: BanTicket): boolean {
    return kind !== 'prolong' && !id.startsWith('alone');
  }

  async carryOut(kind: OrderKind, tickets: readonly BanTicket[]): Promise<readonly boolean[]> {
    this.ran.push(`${kind} ${tickets.map(({ id }) => id).join(' ')}`);
    await this.#gate;
    for (const { id } of tickets)
      if (kind === 'ban') this.held.add(id);
      else if (kind === 'unban') this.held.delete(id);
    return tickets.map(({ id }) => id !== 'bad');
  }

  holds(id: string): boolean {
    return this.held.has(id);
  }

  shed(orders: number): void {
    this.shedOrders.push(orders);
  }
}

const nextTurn = async () => Promise.resolve();

describe('OrderQueue', () => {
  it('carries out together what was ordered at once, and what has gathered meanwhile', async () => {
    const taker = new Taker();
    const queue = new OrderQueue(taker, nextTurn);
    taker.close();
    const first = ['a', 'b'].map(async (id) => queue.order('ban', ticket(id)));
    await Promise.resolve();
    const second = ['c', 'd', 'bad'].map(async (id) => queue.order('ban', ticket(id)));
    expect(queue.pending).toBe(3);
    taker.open();
    expect(await Promise.all([...first, ...second])).toEqual([true, true, true, true, false]);
    expect(taker.ran).toEqual(['ban a b', 'ban c d bad']);
    expect(queue.pending).toBe(0);
  });

  it('keeps the order of everything that is not the same for others', async () => {
    const taker = new Taker();
    const queue = new OrderQueue(taker, nextTurn);
    const orders: [OrderKind, string][] = [
      ['ban', 'a'],
      ['ban', 'b'],
      ['ban', 'a'],
      ['unban', 'a'],
      ['unban', 'b'],
      ['ban', 'alone-1'],
      ['ban', 'c'],
      ['prolong', 'c'],
      ['prolong', 'd'],
    ];
    await Promise.all(orders.map(async ([kind, id]) => queue.order(kind, ticket(id))));
    const singles = ['ban alone-1', 'ban c', 'prolong c', 'prolong d'];
    expect(taker.ran).toEqual(['ban a b', 'ban a', 'unban a b', ...singles]);
  });

  it('runs a job between what was ordered before and after it', async () => {
    const taker = new Taker();
    const queue = new OrderQueue(taker, nextTurn);
    const job = async () => Promise.resolve(taker.ran.push('job'));
    await Promise.all([queue.order('ban', ticket('a')), queue.run(job), queue.order('ban', ticket('b'))]);
    expect(taker.ran).toEqual(['ban a', 'job', 'ban b']);
  });

  it('goes on after a job that threw, and tells who wanted it', async () => {
    const queue = new OrderQueue(new Taker(), nextTurn);
    await expect(queue.run(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queue.order('ban', ticket('a'))).toBe(true);
  });

  it('knows whom its orders are about until they are carried out', async () => {
    const queue = new OrderQueue(new Taker(), nextTurn);
    const both = [queue.order('ban', ticket('a')), queue.order('unban', ticket('a'))];
    expect([queue.isAbout('a'), queue.isAbout('b')]).toEqual([true, false]);
    await Promise.all(both);
    expect(queue.isAbout('a')).toBe(false);
  });

  describe('when too much waits', () => {
    it('lets a ban and its unban cancel out, and a ban that is doubled go', async () => {
      const taker = new Taker();
      const queue = new OrderQueue(taker, nextTurn, 4);
      taker.close();
      const first = queue.order('ban', ticket('under-way'));
      await Promise.resolve();
      const kinds: [OrderKind, string][] = [
        ['unban', 'under-way'],
        ['ban', 'a'],
        ['unban', 'a'],
        ['ban', 'b'],
        ['ban', 'b'],
      ];
      const answers = kinds.map(async ([kind, id]) => queue.order(kind, ticket(id)));
      expect(queue.pending).toBe(2);
      taker.open();
      expect(await first).toBe(true);
      expect(await Promise.all(answers)).toEqual([true, false, false, false, true]);
      expect(taker.ran).toEqual(['ban under-way', 'unban under-way', 'ban b']);
      expect(taker.shedOrders).toEqual([]);
    });

    it('never sheds what has to be undone one day', async () => {
      const taker = new Taker();
      const queue = new OrderQueue(taker, nextTurn, 4);
      const ids = Array.from({ length: 50 }, (_, n) => `n${n}`);
      const answers = await Promise.all(ids.map(async (id) => queue.order('ban', ticket(id))));
      expect(answers).toEqual(ids.map(() => true));
    });

    it('sheds the oldest of what nothing undoes, and says how many', async () => {
      const taker = new Taker(false);
      const queue = new OrderQueue(taker, nextTurn, 4);
      const ids = ['alone-1', 'alone-2', 'alone-3', 'alone-4', 'alone-5'];
      const answers = await Promise.all(ids.map(async (id) => queue.order('ban', ticket(id))));
      expect(answers).toEqual([false, false, false, true, true]);
      expect(taker.shedOrders).toEqual([3]);
      expect(queue.dropped).toBe(3);
    });

    it('comes to the same as if all were carried out', async () => {
      const kinds = fc.constantFrom<(OrderKind | 'job' | 'pause')[]>(
        'ban',
        'ban',
        'unban',
        'unban',
        'prolong',
        'job',
        'pause',
      );
      const history = fc.array(fc.tuple(kinds, fc.constantFrom('a', 'b', 'c')), { maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(history, fc.integer({ min: 1, max: 20 }), async (orders, most) => {
          const [taker, expected] = [new Taker(), new Set<string>()];
          const queue = new OrderQueue(taker, nextTurn, most);
          const all: Promise<boolean>[] = [];
          for (const [kind, id] of orders) {
            if (kind === 'ban') expected.add(id);
            if (kind === 'unban') expected.delete(id);
            if (kind === 'job') all.push(queue.run(async () => Promise.resolve(true)));
            else if (kind === 'pause') await Promise.resolve();
            else all.push(queue.order(kind, ticket(id)));
          }
          await Promise.all(all);
          expect(taker.held).toEqual(expected);
        }),
      );
    });
  });
});
