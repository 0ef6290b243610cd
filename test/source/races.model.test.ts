import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { seed } from '../support/seed.js';
import { type LogAct, logAct, takeAct } from '../support/log-acts.js';
import { LogReader } from '../support/log-reader.js';
import { LogWorld } from '../support/log-world.js';
import { actBeforeCalls } from '../support/restless-files.js';

/** Acts, then a look, in the midst of which others happen, each so many calls of the file system after the one before. */
interface Step {
  readonly acts: readonly LogAct[];
  readonly meanwhile: readonly { readonly after: number; readonly act: LogAct }[];
  /** How the look ends. */
  readonly end: 'well' | 'stop' | { readonly killAfter: number };
}

const act = logAct(0);

/** Where a file is filled, copied and truncated between two calls, nobody can tell whose copy that is. */
const isSafe = ({ do: what }: LogAct): boolean => what !== 'copytruncate' && what !== 'truncate';
const step: fc.Arbitrary<Step> = fc.record({
  acts: fc.array(act, { maxLength: 4 }),
  meanwhile: fc.array(fc.record({ after: fc.nat(12), act: act.filter(isSafe) }), { maxLength: 6 }),
  end: fc.oneof(
    { weight: 4, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constant('stop' as const) },
    { weight: 1, arbitrary: fc.record({ killAfter: fc.nat(3) }) },
  ),
});

/** What is watched: a file, a link to one, or what a glob finds, which are the rotated files as well. */
const kind = fc.constantFrom('file' as const, 'link' as const, 'glob' as const);

/** A glob that finds copies takes each for a log of its own. */
function withoutCopies({ acts, meanwhile, end }: Step): Step {
  const isNone = (one: LogAct): boolean => one.do !== 'copytruncate' && one.do !== 'pack';
  return { acts: acts.filter(isNone), meanwhile: meanwhile.filter(({ act: one }) => isNone(one)), end };
}

const half: LogAct = { do: 'write', count: 0, ended: false, length: 0 };
const line: LogAct = { ...half, count: 1 };
const rotate: LogAct = { do: 'rotate', create: false };
const atOnce = (...acts: readonly LogAct[]): Step['meanwhile'] => acts.map((one) => ({ after: 0, act: one }));

/** Behind what was deleted comes a file of which nothing but a half line is read until it is rotated. */
const behindDeleted: Step[] = [
  { acts: [], meanwhile: atOnce(half), end: 'well' },
  { acts: [rotate], meanwhile: [], end: 'well' },
  { acts: [half], meanwhile: [], end: 'well' },
  { acts: [line], meanwhile: atOnce({ do: 'remove' }, half), end: 'well' },
  { acts: [], meanwhile: atOnce(rotate, line, rotate), end: 'stop' },
];

const emptied: LogAct[] = [{ do: 'copytruncate', refill: 0 }, { do: 'remove' }];
const unended: LogAct = { ...line, ended: false };

/** While a copy is looked for, what has just been opened is rotated, and so is found beside the copy as well. */
const besideCopy: Step[] = [
  { acts: [], meanwhile: atOnce(half), end: 'well' },
  {
    acts: emptied,
    meanwhile: [
      { after: 0, act: unended },
      { after: 3, act: rotate },
    ],
    end: 'well',
  },
];

/** The same, and another one is rotated behind it, which is packed then. */
const besideCopyAndOther: Step[] = [
  { acts: [half], meanwhile: [], end: { killAfter: 0 } },
  { acts: [], meanwhile: [], end: 'well' },
  {
    acts: [...emptied, half],
    meanwhile: [{ after: 4, act: rotate }, ...atOnce(unended, rotate)],
    end: 'well',
  },
  { acts: [], meanwhile: atOnce({ do: 'pack', at: 0 }), end: 'well' },
];

const schedules = Number(process.env['TSBAN_SCHEDULES'] ?? 500);

const examples: [Step[], 'file'][] = [behindDeleted, besideCopy, besideCopyAndOther].map((steps) => [steps, 'file']);

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
    { numRuns: schedules, timeout: 30_000, endOnFailure: true, examples },
  );
}, 600_000);

async function run(world: LogWorld, reader: LogReader, { acts, meanwhile, end }: Step): Promise<void> {
  for (const next of acts) takeAct(world, reader, next);
  const due = [...meanwhile];
  let calls = 0;
  beforeCall = () => {
    const [next] = due;
    if (next === undefined || calls++ < next.after) return;
    calls = 0;
    due.shift();
    takeAct(world, reader, next.act);
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
