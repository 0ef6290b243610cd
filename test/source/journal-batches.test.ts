import { describe, expect, it } from 'vitest';
import { JournalBatches } from '../../src/source/journal-batches.js';
import { cursorOf, entryOf } from './journal-fixtures.js';

const entries = (...numbers: number[]) => numbers.map((number) => entryOf(number));
const summary = (batches: ReturnType<JournalBatches['make']>): unknown[] =>
  batches.map(({ lines, inOperation, writtenAfterStart, position }) => {
    expect(position.cursor).toBe(cursorOf(Number(lines.at(-1)?.text)));
    return [lines.map(({ text }) => text).join(), inOperation, writtenAfterStart];
  });

describe('JournalBatches', () => {
  it('parts what was there at the start from what came later', () => {
    const batches = new JournalBatches('systemd-journal', cursorOf(2));
    expect(summary(batches.make(entries(1, 2, 3, 4), 1000))).toEqual([
      ['1,2', false, false],
      ['3,4', true, true],
    ]);
  });

  it('needs not see the last entry of the start to know that it is passed', () => {
    const batches = new JournalBatches('systemd-journal', cursorOf(2));
    expect(summary(batches.make(entries(1, 3), 1000))).toEqual([
      ['1', false, false],
      ['3', true, true],
    ]);
  });

  it('is in operation from the first fresh entry on', () => {
    const batches = new JournalBatches('systemd-journal', cursorOf(5000));
    expect(summary(batches.make(entries(998, 1000, 1001), 1000))).toEqual([
      ['998', false, false],
      ['1000,1001', true, false],
    ]);
  });

  it('has nothing to catch up with where there was nothing', () => {
    expect(summary(new JournalBatches('systemd-journal', undefined).make(entries(1), 1000))).toEqual([
      ['1', true, true],
    ]);
  });

  it('makes the same of the same entries until they are accepted', () => {
    const batches = new JournalBatches('systemd-journal', cursorOf(2));
    const [first] = batches.make(entries(1, 2), 1000);
    expect(batches.make(entries(1, 2), 1000)).toEqual([first]);
    if (first) batches.accept(first);
    expect(summary(batches.make(entries(3), 1000))).toEqual([['3', true, true]]);
  });
});
