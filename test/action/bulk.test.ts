import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BulkSteps, carryOutInBulk, type Fault } from '../../src/action/bulk.js';
import type { BanTicket } from '../../src/ban/ban-ticket.js';
import { banTicket } from '../support/ban-ticket.js';

const refused: Fault = { why: 'refused', isLate: false };
const tickets = (count: number) =>
  Array.from({ length: count }, (_, n) => banTicket({ id: `10.0.${n >> 8}.${n & 255}` }));

/** A firewall that takes a batch without a culprit in it; `ran` says how many tickets each command had. */
function steps(isCulprit: (ticket: BanTicket) => boolean, given: Partial<BulkSteps> = {}) {
  const [ran, done]: [number[], BanTicket[]] = [[], []];
  const carryOut = async (some: readonly BanTicket[]): Promise<Fault | undefined> => {
    ran.push(some.length);
    if (some.some(isCulprit)) return Promise.resolve(refused);
    done.push(...some);
    return Promise.resolve(undefined);
  };
  const all: BulkSteps = {
    together: carryOut,
    alone: async (ticket) => carryOut([ticket]),
    mend: async () => Promise.resolve(true),
    ...given,
  };
  return { ran, done, all };
}

describe('carryOutInBulk', () => {
  it('needs one command where nothing is wrong', async () => {
    const { ran, all } = steps(() => false);
    expect(await carryOutInBulk(tickets(5000), all)).toEqual(new Map());
    expect(ran).toEqual([5000]);
  });

  it('carries out all but the culprits, each once', async () => {
    const wrong = fc.uniqueArray(fc.nat(199), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), wrong, async (count, culprits) => {
        const some = tickets(count);
        const isCulprit = (ticket: BanTicket) => culprits.includes(some.indexOf(ticket));
        const { done, all } = steps(isCulprit);
        const failures = await carryOutInBulk(some, all);
        expect([...failures.keys()]).toEqual(some.filter(isCulprit));
        expect(done).toEqual(some.filter((ticket) => !isCulprit(ticket)));
      }),
    );
  });

  it('finds one of ten thousand with few commands', async () => {
    const some = tickets(10_000);
    const { ran, all } = steps((ticket) => ticket === some[7000]);
    expect((await carryOutInBulk(some, all)).size).toBe(1);
    expect(ran.length).toBeLessThan(35);
  });

  it('tries the whole once more when what was broken is mended', async () => {
    let isBroken = true;
    const { ran, all } = steps(() => isBroken, {
      mend: async () => {
        isBroken = false;
        return Promise.resolve(true);
      },
    });
    expect(await carryOutInBulk(tickets(10), all)).toEqual(new Map());
    expect(ran).toEqual([10, 10]);
  });

  it('tries nothing more when it could not be mended', async () => {
    const some = tickets(10);
    const { ran, all } = steps(() => true, { mend: async () => Promise.resolve(false) });
    expect(await carryOutInBulk(some, all)).toEqual(new Map(some.map((ticket) => [ticket, 'refused'])));
    expect(ran).toEqual([10]);
  });

  it('tries nothing more of what took too long', async () => {
    const some = tickets(10);
    const together = async () => Promise.resolve({ why: 'timed out', isLate: true });
    const { ran, all } = steps(() => false, { together });
    expect((await carryOutInBulk(some, all)).get(banTicket())).toBeUndefined();
    expect((await carryOutInBulk(some, all)).size).toBe(10);
    expect(ran).toEqual([]);
  });

  it('goes one by one when the lines are at fault and not the tickets', async () => {
    const together = async () => Promise.resolve(refused);
    const { ran, done, all } = steps(() => false, { together });
    expect(await carryOutInBulk(tickets(1000), all)).toEqual(new Map());
    expect(done).toHaveLength(1000);
    expect(ran).toEqual(Array(1000).fill(1));
  });
});
