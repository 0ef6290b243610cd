import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToldTwice } from '../../src/jail/told-twice.js';

describe('a failure two sources may tell of', () => {
  it.each([
    ['journal first', ['journal', 10.4], ['file', 10], 1],
    ['file first', ['file', 10], ['journal', 10.9], 1],
    ['told of by one of them twice', ['file', 10], ['file', 10], 2],
    ['two of them, seconds apart', ['journal', 10.4], ['file', 12], 2],
  ] as const)('%s', (_, first, second, counted) => {
    const told = new ToldTwice();
    const isNew = ([teller, time]: readonly ['file' | 'journal', number]) =>
      told.isNew({ id: '203.0.113.7', time }, teller);
    expect([first, second].filter(isNew)).toHaveLength(counted);
  });

  it('counts once in whatever order they tell of it, and whichever leaves some out', () => {
    const failure = fc.record({
      id: fc.constantFrom('a', 'b'),
      // More than two seconds apart, so that it is plain which is which.
      time: fc.nat(50).map((n) => n * 2.25),
      tellers: fc.constantFrom(['file'] as const, ['journal'] as const, ['file', 'journal'] as const),
      lag: fc.nat(20),
    });
    const happened = fc.uniqueArray(failure, { selector: ({ id, time }) => `${id} ${time}` });
    fc.assert(
      fc.property(happened, (failures) => {
        const tellings = failures.flatMap(({ id, time, tellers, lag }, index) =>
          tellers.map((teller) => ({
            teller,
            failure: { id, time: teller === 'file' ? Math.floor(time) : time },
            order: teller === 'file' ? index + lag : index,
          })),
        );
        tellings.sort((one, other) => one.order - other.order);
        const told = new ToldTwice();
        expect(tellings.filter(({ failure, teller }) => told.isNew(failure, teller))).toHaveLength(failures.length);
      }),
    );
  });

  it('remembers no more than so many', () => {
    const told = new ToldTwice();
    for (let n = 0; n < 10_001; n++) told.isNew({ id: `id${n}`, time: 10 }, 'journal');
    expect(told.isNew({ id: 'id1', time: 10 }, 'file')).toBe(false);
    expect(told.isNew({ id: 'id0', time: 10 }, 'file')).toBe(true);
  });
});
