import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Comparison } from '../../../src/cli/shadow/comparison.js';
import type { Happening, Side } from '../../../src/cli/shadow/happening.js';

const [since, tolerance] = [1000, 10];
const limits = { maxretry: 3, findtime: 600, bantime: 60, endsByChance: false };
const jail = 'app';
const id = '192.0.2.1';

let comparison: Comparison;

function fresh(tellsFound = true): Comparison {
  return new Comparison({ jails: new Map([[jail, limits]]), leftOut: new Map(), since, tolerance, tellsFound });
}

beforeEach(() => {
  comparison = fresh();
});

const of = (kind: 'ban' | 'unban' | 'restored' | 'already' | 'expired') => ({ kind, jail, id });
const found = (time: number): Happening => ({ kind: 'found', jail, id, time });

/** `f 1100 …`: what one side says, and when. */
type Said = readonly [side: Side, at: number, happening: Happening];

function hear(...all: readonly Said[]): void {
  for (const [side, at, happening] of all) comparison.take(side, happening, at);
}

/** Three failures and what comes of them, a second each. */
function offence(side: Side, at: number, end: Happening = of('ban')): Said[] {
  return [...[0, 1, 2].map((more): Said => [side, at + more, found(at + more)]), [side, at + 2, end]];
}

const judged = (now: number) => comparison.judge(now).map(({ kind, side }) => `${kind} ${side}`);
const tally = () => comparison.tallies.get(jail);

describe('what both say', () => {
  it('within the tolerance agrees', () => {
    hear(...offence('tsban', 1100), ...offence('fail2ban', 1109).map(shifted(-9)));
    hear(['tsban', 1163, of('unban')], ['fail2ban', 1164, of('unban')]);
    expect(judged(2000)).toEqual([]);
    expect(tally()).toMatchObject({
      found: { both: 3 },
      ban: { both: 1 },
      unban: { both: 1 },
      byHand: 0,
      before: 0,
      open: 0,
    });
  });

  it('agrees where only the times of the failures are not quite the same', () => {
    hear(['tsban', 1100, found(1100)], ['fail2ban', 1101, found(1099)]);
    expect(judged(2000)).toEqual([]);
    expect(tally()?.found).toEqual({ both: 1, fail2ban: 0, tsban: 0 });
  });

  it('waits while the other one is at earlier lines', () => {
    hear(['tsban', 1100, found(1100)], ['fail2ban', 1105, found(1090)], ['fail2ban', 1109, found(1095)]);
    expect(judged(1116)).toEqual([]);
    hear(['fail2ban', 1117, found(1100)]);
    expect(judged(1200)).toEqual(['found fail2ban', 'found fail2ban']);
    expect(tally()?.found).toEqual({ both: 1, fail2ban: 2, tsban: 0 });
  });

  it('does not wait for one that is at later lines', () => {
    hear(['tsban', 1100, found(1100)], ['fail2ban', 1109, { ...found(1109), id: '192.0.2.2' } as Happening]);
    expect(judged(1111)).toEqual(['found tsban']);
  });

  it('agrees where one had it banned already', () => {
    comparison.begunWith(jail, id, 1500);
    hear(...offence('tsban', 1100, of('already')), ...offence('fail2ban', 1100));
    expect(judged(2000)).toEqual([]);
  });

  it('agrees where Fail2Ban only now tells that it had banned before', () => {
    hear(...offence('tsban', 1100), ...offence('fail2ban', 1100, of('already')));
    expect(judged(2000)).toEqual([]);
  });

  /** The same happening, so many seconds off. */
  function shifted(by: number) {
    return ([side, at, happening]: Said): Said =>
      happening.kind === 'found' ? [side, at, found(happening.time + by)] : [side, at, happening];
  }
});

describe('what only one says', () => {
  it.each(['fail2ban', 'tsban'] as const)('is told once it is due, and once (%s)', (side) => {
    hear([side, 1100, found(1100)]);
    expect(judged(1109)).toEqual([]);
    expect(judged(1110)).toEqual([`found ${side}`]);
    expect(judged(3000)).toEqual([]);
    expect(tally()?.found).toMatchObject({ both: 0, [side]: 1 });
  });

  it.each(['fail2ban', 'tsban'] as const)('of bans is told (%s)', (side) => {
    hear(...offence('tsban', 1100).slice(0, 3), ...offence('fail2ban', 1100).slice(0, 3), [side, 1103, of('ban')]);
    expect(judged(1200)).toEqual([`ban ${side}`]);
  });

  it.each(['fail2ban', 'tsban'] as const)('of the end of a ban is told, not before its time (%s)', (side) => {
    hear(...offence('tsban', 1100), ...offence('fail2ban', 1100), [side, 1162, of('unban')]);
    expect(judged(1171)).toEqual([]);
    expect(judged(1200)).toEqual([`unban ${side}`]);
  });

  it('of a short ban is told too', () => {
    hear(...offence('tsban', 1100).slice(0, 3), ...offence('fail2ban', 1100), ['fail2ban', 1105, of('unban')]);
    expect(judged(1200)).toEqual(['ban fail2ban']);
  });

  it('is told with what may be the reason', () => {
    hear(['tsban', 1100, { kind: 'ignored', jail, id, by: 'ip' }], ['fail2ban', 1100, found(1100)]);
    expect(comparison.judge(1200)).toMatchObject([{ hints: { ignored: { side: 'tsban', by: 'ip' }, limits } }]);
    hear(['fail2ban', 1300, found(1300)], ['fail2ban', 1300, of('ban')], ['tsban', 1300, of('expired')]);
    expect(comparison.judge(1400).at(-1)).toMatchObject({ hints: { expired: 'tsban' } });
  });

  it('of a jail that tsban does not run is told once, and counted', () => {
    for (const at of [1100, 1101]) comparison.take('fail2ban', { kind: 'ban', jail: 'other', id }, at);
    expect(judged(1101)).toEqual(['jail fail2ban']);
    expect(judged(1200)).toEqual([]);
    expect(comparison.tallies.get('other')?.ban.fail2ban).toBe(2);
  });
});

describe('what the two can not agree on is not told:', () => {
  it('failures of before the start', () => {
    comparison.caughtUp(false, since);
    hear(['tsban', 1005, found(800)], ['fail2ban', 1001, found(999)]);
    comparison.caughtUp(true, 1020);
    expect(judged(2000)).toEqual([]);
    expect(tally()).toMatchObject({ found: { both: 0, fail2ban: 0, tsban: 0 }, before: 2 });
  });

  it('bans that count such failures', () => {
    const failures = [
      ['tsban', 1005, found(990)],
      ['tsban', 1010, found(1010)],
      ['tsban', 1011, found(1011)],
    ] as const;
    hear(...failures, ['fail2ban', 1010, found(1010)], ['fail2ban', 1011, found(1011)], ['tsban', 1011, of('ban')]);
    expect(judged(2000)).toEqual([]);
    expect(tally()).toMatchObject({ found: { both: 2 }, before: 2 });
  });

  it('bans by hand', () => {
    hear(['fail2ban', 1100, of('ban')], ['fail2ban', 1200, of('unban')]);
    expect(judged(2000)).toEqual([]);
    expect(tally()?.byHand).toBe(1);
  });

  it('bans that somebody lifted by hand', () => {
    hear(...offence('tsban', 1100), ...offence('fail2ban', 1100), ['fail2ban', 1120, of('unban')]);
    hear(['tsban', 1163, of('unban')]);
    expect(judged(2000)).toEqual([]);
    expect(tally()?.byHand).toBe(1);
  });

  it('which failures they are, where Fail2Ban does not log them', () => {
    comparison = fresh(false);
    hear(...offence('tsban', 1100), ['fail2ban', 1103, of('ban')]);
    expect(judged(2000)).toEqual([]);
    expect(tally()?.ban.both).toBe(1);
  });
});

describe('a restart of Fail2Ban', () => {
  const restart: readonly Said[] = [
    ['fail2ban', 1110, { kind: 'ended' }],
    ['fail2ban', 1110, of('unban')],
    ['fail2ban', 1111, { kind: 'stopped', jail }],
    ['tsban', 1115, found(1115)],
    ['fail2ban', 1150, { kind: 'begun' }],
    ['fail2ban', 1151, { kind: 'started', jail }],
  ];

  it('lifts nothing, and is waited for', () => {
    hear(...offence('tsban', 1100), ...offence('fail2ban', 1100), ...restart);
    expect(judged(1155)).toEqual([]);
    hear(['fail2ban', 1156, of('restored')], ['fail2ban', 1156, found(1115)], ['fail2ban', 1156, found(1102)]);
    hear(['tsban', 1163, of('unban')], ['fail2ban', 1164, of('unban')]);
    expect(judged(2000)).toEqual([]);
    expect(tally()).toMatchObject({ found: { both: 4 }, ban: { both: 1 }, unban: { both: 1 }, before: 1, byHand: 0 });
  });

  it('is the reason for bans that only tsban makes', () => {
    hear(...offence('tsban', 1105).slice(0, 2), ...offence('fail2ban', 1105).slice(0, 2), ...restart);
    hear(['tsban', 1116, of('ban')], ['fail2ban', 1156, found(1115)]);
    expect(comparison.judge(2000)).toMatchObject([{ kind: 'ban', side: 'tsban', hints: { restarted: 1151 } }]);
  });
});

/** Offences at different times by different ids, some of them twice. */
const offences = fc.uniqueArray(
  fc.record({ who: fc.integer({ min: 0, max: 5 }), at: fc.integer({ min: 1100, max: 4000 }) }),
  { selector: ({ who, at }) => `${who} ${Math.floor(at / 200)}`, maxLength: 12 },
);

describe('any two', () => {
  it('that say the same agree, however late each is within the tolerance', () => {
    fc.assert(
      fc.property(offences, fc.infiniteStream(fc.nat({ max: tolerance * 5 })), (all, delays) => {
        comparison = fresh();
        const said = all.flatMap((one) => (['tsban', 'fail2ban'] as const).flatMap((side) => storyOf(one, side)));
        const late = (at: number) => at + (delays.next().value ?? 0) / 10;
        const heard = inOrder(said.map(([side, at, happening]): Said => [side, late(at), happening]));
        for (const one of heard) {
          hear(one);
          expect(judged(one[1])).toEqual([]);
        }
        expect(judged(1e6)).toEqual([]);
        expect(tally()?.found.both).toBe(all.length * 3);
      }),
    );
  });

  it('lose nothing: every failure is counted once, as found by both or by one', () => {
    const told = fc.array(fc.tuple(fc.constantFrom<Side>('tsban', 'fail2ban'), fc.integer({ min: 1100, max: 1130 })));
    fc.assert(
      fc.property(told, (all) => {
        comparison = fresh();
        for (const [side, at] of inOrder(all.map(([side, at]): Said => [side, at, found(at)]))) {
          comparison.take(side, found(at), at);
          comparison.judge(at);
        }
        const last = comparison.judge(1e6);
        const { both = 0, tsban = 0, fail2ban = 0 } = tally()?.found ?? {};
        const by = (side: Side) => all.filter(([one]) => one === side).length;
        expect([both + tsban, both + fail2ban]).toEqual([by('tsban'), by('fail2ban')]);
        expect(last.length).toBeLessThanOrEqual(tsban + fail2ban);
      }),
    );
  });

  function storyOf({ who, at }: { who: number; at: number }, side: Side): Said[] {
    const name = `192.0.2.${who}`;
    const start = Math.floor(at / 200) * 200;
    return [...offence(side, start), [side, start + 62, of('unban')] as Said].map(([, when, happening]) => [
      side,
      when,
      { ...happening, id: name } as Happening,
    ]);
  }

  /** By time; what one side says of one thing stays in order. */
  function inOrder(all: readonly Said[]): Said[] {
    return all.toSorted(([, one], [, other]) => one - other);
  }
});
