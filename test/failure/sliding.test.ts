import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { FailManager } from '../../src/failure/fail-manager.js';

const findtime = 600;

interface Counted {
  readonly id: string;
  readonly time: number;
}

/** All failures there ever were since the last ban of their id, looked through one by one. */
class Model {
  all: readonly Counted[] = [];

  /** The number of failures in the newest window that makes a ban; undefined if none does. */
  add(failure: Counted, maxretry: number): number | undefined {
    this.all = [...this.all, failure];
    const own = this.all.filter(({ id }) => id === failure.id).map(({ time }) => time);
    const within = (to: number) => own.filter((time) => time >= to - findtime && time <= to).length;
    const ends = own.filter((to) => to >= failure.time && failure.time >= to - findtime && within(to) >= maxretry);
    if (ends.length === 0) return undefined;
    this.all = this.all.filter(({ id }) => id !== failure.id);
    return within(Math.max(...ends));
  }
}

const ids = fc.constantFrom('192.0.2.1', '2001:db8::1', 'joe; $(x)\n');
const steps = (mostLate: number) =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ id: ids, pass: fc.nat(200), late: fc.nat(mostLate) }) },
      fc.constantFrom('save' as const, 'restart' as const, 'kill' as const),
      fc.record({ maxretry: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ prune: mostLate <= 60 ? fc.constant(true) : fc.constant(false) }),
    ),
    { maxLength: 60 },
  );

async function run(
  all: readonly (typeof steps extends (late: number) => fc.Arbitrary<infer Steps> ? Steps : never)[number][],
) {
  const store = failureStore(openDatabase(':memory:'));
  let limits = { maxretry: 4, findtime, maxmatches: 3 };
  let manager = new FailManager('sshd', limits, store);
  const model = new Model();
  let kept = model.all;
  let now = 1_795_247_979;
  const save = () => {
    manager.save();
    manager.saved();
    kept = model.all;
  };
  for (const step of all) {
    if (step === 'save') save();
    else if (step === 'restart' || step === 'kill') {
      if (step === 'restart') save();
      model.all = kept;
      manager = new FailManager('sshd', limits, store);
      await manager.load(async () => Promise.resolve());
    } else if ('maxretry' in step) manager.setLimits((limits = { ...limits, maxretry: step.maxretry }));
    else if ('prune' in step) {
      if (step.prune) manager.prune(now);
    } else {
      now += step.pass;
      const failure = { id: step.id, time: now - step.late, resolve: false, matches: [], fields: {}, regex: 0 };
      expect(manager.add(failure)?.failures).toBe(model.add(failure, limits.maxretry));
    }
  }
}

it('bans exactly when findtime seconds hold maxretry failures, whatever order lines come in, saved, killed and restarted', async () => {
  await fc.assert(fc.asyncProperty(steps(findtime), run), { numRuns: 300 });
});

it('does so with windows pruned that are over', async () => {
  await fc.assert(fc.asyncProperty(steps(60), run), { numRuns: 300 });
});

it('never bans for less, and always for that many in a row, however the clock is put', () => {
  const moves = fc.array(
    fc.record({ pass: fc.nat(200), step: fc.constantFrom(0, 0, 0, 0, 0, 0, -36_000, 36_000, -700, 500) }),
  );
  fc.assert(
    fc.property(moves, (all) => {
      const manager = new FailManager(
        'sshd',
        { maxretry: 3, findtime, maxmatches: 0 },
        failureStore(openDatabase(':memory:')),
      );
      const model = new Model();
      let now = 1_795_247_979;
      let run: number[] = [];
      for (const { pass, step } of all) {
        now += pass + step;
        run = step === 0 ? [...run, now] : [now];
        const failure = { id: '192.0.2.1', time: now, resolve: false, matches: [], fields: {}, regex: 0 };
        const before = model.all;
        const expected = model.add(failure, 3);
        const failures = manager.add(failure)?.failures;
        if (failures !== undefined) expect(expected).toBeGreaterThanOrEqual(failures);
        else if (expected !== undefined) model.all = [...before, failure];
        const isRow = run.length >= 3 && now - (run.at(-3) ?? 0) <= findtime;
        if (failures === undefined) expect(isRow).toBe(false);
        else run = [];
      }
    }),
  );
});
