import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seed } from '../support/seed.js';
import { type LogAct, logAct, takeAct } from '../support/log-acts.js';
import { LogReader } from '../support/log-reader.js';
import { LogWorld } from '../support/log-world.js';

type Step = LogAct | { do: 'look' | 'stop' } | { do: 'kill'; after: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 15, arbitrary: logAct(0, 0, 0, 0, 90_000) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), after: fc.nat(3) }) },
);

async function take(world: LogWorld, reader: LogReader, next: Step): Promise<void> {
  switch (next.do) {
    case 'look':
      await look(world, reader);
      break;
    case 'stop':
      await reader.stop();
      world.readerGone();
      break;
    case 'kill':
      if (!reader.isRunning) await reader.start();
      if (await reader.look(next.after)) world.looked();
      await reader.kill();
      world.readerGone();
      break;
    default:
      takeAct(world, reader, next);
  }
}

/** Whoever looks has found what there was, and nothing twice. */
async function look(world: LogWorld, reader: LogReader): Promise<void> {
  if (!reader.isRunning) await reader.start();
  await reader.look();
  world.looked();
  expect(world.mustBeCounted().filter((line) => !reader.counted.has(line))).toEqual([]);
  expect(reader.countedTwice()).toEqual([]);
}

/** What was known of the file is its first bytes alone, and these are gone before anybody looks again. */
const emptiedBeforeFirstLine: Step[] = [
  { do: 'write', count: 0, ended: false, length: 0 },
  { do: 'kill', after: 1 },
  { do: 'truncate' },
  { do: 'look' },
  { do: 'rotate', create: false },
  { do: 'write late', count: 1 },
  { do: 'stop' },
];

const schedules = Number(process.env['TSBAN_SCHEDULES'] ?? 2000);
// Most of the time they wait for the file system: so side by side.
const lanes = 4;

it.concurrent.each(Array.from({ length: lanes }, (_, lane) => seed + lane))(
  `counts every line once through ${schedules / lanes} schedules of all that can happen to a log (seed %i)`,
  async (laneSeed) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24, size: 'max' }), fc.boolean(), async (steps, linked) => {
        const directory = mkdtempSync(join(tmpdir(), 'tsban-model-'));
        const world = new LogWorld(directory, linked);
        const reader = new LogReader(world.path);
        try {
          for (const next of steps) await take(world, reader, next);
          world.write(1, true);
          await look(world, reader);
        } finally {
          await reader.stop();
          rmSync(directory, { recursive: true });
        }
      }),
      { numRuns: Math.ceil(schedules / lanes), seed: laneSeed, examples: [[emptiedBeforeFirstLine, false]] },
    );
  },
  600_000,
);
