import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earliestStart, JournalLane } from '../../src/source/journal-lane.js';
import { parseJournalMatch } from '../../src/source/journal-match.js';
import type { Batch } from '../../src/source/line.js';
import { cursorOf, entryOf } from './journal-fixtures.js';

const now = 1_000_000;
const entry = (number: number) => entryOf(number, { KIND: number % 2 === 0 ? 'even' : 'odd' });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => entry(from + at));

interface Seen {
  readonly lane: JournalLane;
  readonly texts: string[];
  readonly batches: Batch[];
}

function laneOf(match: string, at?: number, refuse: () => boolean = () => false, since = 0): Seen {
  const [texts, batches]: [string[], Batch[]] = [[], []];
  const position = at === undefined ? undefined : { cursor: cursorOf(at), time: at };
  const lane = new JournalLane({ path: 'p', match: parseJournalMatch([match]), position, since }, (batch) => {
    if (refuse()) throw new Error('refused');
    batches.push(batch);
    texts.push(...batch.lines.map(({ text }) => text));
  });
  lane.begin(undefined);
  return { lane, texts, batches };
}

describe('JournalLane', () => {
  it('gives what fits, and knows how far it has come', async () => {
    const { lane, texts } = laneOf('KIND=odd');
    await lane.take(range(1, 4), now);
    expect(texts).toEqual(['1', '3']);
    expect(lane.start).toEqual({ kind: 'cursor', cursor: cursorOf(4), time: 4 });
  });

  it('gives nothing again of what it has passed', async () => {
    const { lane, texts } = laneOf('', 3);
    await lane.take(range(1, 2), now);
    await lane.take(range(3, 5), now);
    expect(texts).toEqual(['4', '5']);
  });

  it('goes by the order of the reading once something new has come', async () => {
    const { lane, texts } = laneOf('', 3);
    await lane.take([entry(4), entry(2), entry(5)], now);
    expect(texts).toEqual(['4', '2', '5']);
  });

  it('saves now and then how far it has come where nothing fits', async () => {
    const { lane, batches } = laneOf('KIND=none');
    for (let second = 0; second < 25; second++) await lane.take([entry(second)], now + second);
    await lane.close(now + 25);
    await lane.close(now + 25);
    const saved = batches.map(({ lines, position }) => [lines.length, position.kind === 'journal' && position.time]);
    expect(saved).toEqual([
      [0, 0],
      [0, 10],
      [0, 20],
      [0, 24],
    ]);
  });

  it('begins at its time, not at its place, where that is older than anything wanted', () => {
    expect(laneOf('', 50, undefined, 100).lane.start).toEqual({ kind: 'since', time: 100 });
    expect(laneOf('', 100, undefined, 50).lane.start).toMatchObject({ kind: 'cursor', time: 100 });
    expect(laneOf('', undefined, undefined, 50).lane.start).toEqual({ kind: 'since', time: 50 });
  });

  it('begins at the time of a place that makes no sense', () => {
    const position = { cursor: 'nonsense', time: 60 };
    const lane = new JournalLane({ path: 'p', match: [], position, since: 50 }, () => undefined);
    expect(lane.start).toEqual({ kind: 'since', time: 60 });
  });

  it('gives each entry that fits exactly once, in order, however readings begin and the sink fails', async () => {
    const schedule = fc.array(fc.record({ back: fc.nat(8), ahead: fc.nat(8), refusals: fc.nat(2) }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(schedule, fc.array(fc.boolean()), async (readings, refusals) => {
        const seen = laneOf('KIND=odd', undefined, () => refusals.pop() ?? false);
        let end = 1;
        for (const { back, ahead } of readings) {
          const { start } = seen.lane;
          const from = start.kind === 'cursor' ? start.time : 1;
          end += ahead;
          seen.lane.begin(undefined);
          await seen.lane.take(range(Math.max(1, from - back), end), now).catch(() => undefined);
        }
        refusals.length = 0;
        seen.lane.begin(undefined);
        await seen.lane.take(range(1, end), now);
        expect(seen.texts).toEqual(range(1, end).flatMap(({ text }) => (Number(text) % 2 === 1 ? [text] : [])));
      }),
    );
  });
});

describe('earliestStart', () => {
  it('is the cursor that comes first', () => {
    const lanes = [5, 3, 9].map((at) => laneOf('', at).lane);
    expect(earliestStart(lanes)).toMatchObject({ cursor: cursorOf(3) });
  });

  it('is a time as soon as one has no cursor', () => {
    expect(earliestStart([laneOf('', 9, undefined, 9).lane, laneOf('', undefined, undefined, 20).lane])).toEqual({
      kind: 'since',
      time: 9,
    });
  });
});
