import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { LogReader } from '../support/log-reader.js';
import { LogWorld } from '../support/log-world.js';
import { actBeforeCalls } from '../support/restless-files.js';

/** What somebody else does to a log. */
type Act =
  | { do: 'write'; count: number; ended: boolean }
  | { do: 'write late'; count: number }
  | { do: 'rotate'; create: boolean }
  | { do: 'copytruncate'; refill: number }
  | { do: 'truncate' | 'remove' }
  | { do: 'pack'; at: number };

/** Acts, then a look, in the midst of which others happen, each so many calls of the file system after the one before. */
interface Step {
  readonly acts: readonly Act[];
  readonly meanwhile: readonly { readonly after: number; readonly act: Act }[];
  /** How the look ends. */
  readonly end: 'well' | 'stop' | { readonly killAfter: number };
}

const count = fc.nat(4);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), count, ended: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('write late' as const), count }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('rotate' as const), create: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('copytruncate' as const), refill: count }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('truncate' as const, 'remove' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pack' as const), at: fc.nat(2) }) },
);
const step: fc.Arbitrary<Step> = fc.record({
  acts: fc.array(act, { maxLength: 4 }),
  meanwhile: fc.array(fc.record({ after: fc.nat(12), act }), { maxLength: 6 }),
  end: fc.oneof(
    { weight: 4, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constant('stop' as const) },
    { weight: 1, arbitrary: fc.record({ killAfter: fc.nat(3) }) },
  ),
});

/** What is watched: a file, a link to one, or what a glob finds, which are the rotated files as well. */
const kind = fc.constantFrom('file' as const, 'link' as const, 'glob' as const);

function take(world: LogWorld, reader: LogReader, next: Act): void {
  switch (next.do) {
    case 'write':
      world.write(next.count, next.ended);
      break;
    case 'write late':
      world.writeLate(next.count);
      break;
    case 'rotate':
      world.rotate(next.create);
      break;
    case 'copytruncate':
      world.copyTruncate(next.refill);
      break;
    case 'truncate':
      world.truncate();
      break;
    case 'remove':
      world.remove(reader.hasBegun, reader.isRunning);
      break;
    case 'pack':
      world.pack(next.at);
      break;
  }
}

/** A glob that finds copies takes each for a log of its own. */
function withoutCopies({ acts, meanwhile, end }: Step): Step {
  const isNone = (one: Act): boolean => one.do !== 'copytruncate' && one.do !== 'pack';
  return { acts: acts.filter(isNone), meanwhile: meanwhile.filter(({ act: one }) => isNone(one)), end };
}

const schedules = Number(process.env['TSBAN_SCHEDULES'] ?? 500);
const seed = Number(process.env['TSBAN_SEED'] ?? Date.now() % 2 ** 31);

let beforeCall: () => void = () => undefined;

it(`counts every line once through ${schedules} schedules of what can happen to a log while it is looked at (seed ${seed})`, async () => {
  onTestFinished(await actBeforeCalls(() => beforeCall()));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12, size: 'max' }), kind, async (steps, watched) => {
      const directory = mkdtempSync(join(tmpdir(), 'tsban-races-'));
      const world = new LogWorld(directory, watched === 'link');
      const reader = new LogReader(watched === 'glob' ? `${world.path}*` : world.path);
      try {
        for (const next of steps) await run(world, reader, watched === 'glob' ? withoutCopies(next) : next);
        world.write(1, true);
        await quietLook(world, reader);
      } finally {
        await reader.stop();
        rmSync(directory, { recursive: true });
      }
    }),
    // Whoever never comes to an end has failed too.
    { numRuns: schedules, seed, timeout: 30_000 },
  );
}, 600_000);

async function run(world: LogWorld, reader: LogReader, { acts, meanwhile, end }: Step): Promise<void> {
  for (const next of acts) take(world, reader, next);
  const due = [...meanwhile];
  let calls = 0;
  beforeCall = () => {
    const [next] = due;
    if (next === undefined || calls++ < next.after) return;
    calls = 0;
    due.shift();
    take(world, reader, next.act);
  };
  if (!reader.isRunning) await reader.start();
  await reader.look(typeof end === 'string' ? Infinity : end.killAfter);
  beforeCall = () => undefined;
  expect(reader.countedTwice()).toEqual([]);
  if (end !== 'well') {
    await (end === 'stop' ? reader.stop() : reader.kill());
    world.readerGone(true);
  } else await quietLook(world, reader);
}

/** Whoever looks while nothing happens has found what there was. */
async function quietLook(world: LogWorld, reader: LogReader): Promise<void> {
  if (!reader.isRunning) await reader.start();
  await reader.look();
  world.looked();
  expect(world.mustBeCounted().filter((line) => !reader.counted.has(line))).toEqual([]);
  expect(reader.countedTwice()).toEqual([]);
}
