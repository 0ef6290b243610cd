import { expect, it } from 'vitest';
import type { BanOrder } from '../../src/ban/ban-decision.js';
import { JailCounts } from '../../src/jail/jail-counts.js';
import { banTicket } from '../support/ban-ticket.js';

const order = (kind: BanOrder['kind']): BanOrder => ({ kind, ticket: banTicket() });

it('times bans, and nothing else, from the read to the decision and to when the actions are done', async () => {
  const counts = new JailCounts();
  let [now, goOn] = [102, (): void => undefined];
  const done = new Promise<void>((resolve) => (goOn = resolve));
  const timed = counts.time(
    [order('banned'), order('prolonged'), order('banned')],
    100,
    () => now,
    async () => done,
  );
  expect(counts.decided).toMatchObject({ count: 2, sum: 4 });
  expect(counts.enforced.count).toBe(0);
  now = 105;
  goOn();
  await timed;
  expect(counts.enforced).toMatchObject({ count: 2, sum: 10 });
  await counts.time(
    [order('prolonged')],
    100,
    () => now,
    async () => done,
  );
  expect([counts.decided.count, counts.enforced.count]).toEqual([2, 2]);
});
