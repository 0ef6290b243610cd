import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { runInSlice } from '../../src/python-regex/time-slice.js';

// Long enough that work which has to wait for the processor gets to its first step.
const slice = { soft: 1, hard: 200, fair: 0 };
const long = { ...slice, hard: 10_000 };
const endless = () => /^(?:a+)+b/.test('a'.repeat(60));

describe('a slice of time', () => {
  it('lets work come to its end', () => {
    const done: string[] = [];
    expect(runInSlice(() => done.push('all'), long)).toBe('done');
    expect(done).toEqual(['all']);
  });

  it('says when it is over', () => {
    let rounds = 0;
    const work = (isOver: () => boolean) => {
      while (!isOver()) rounds += 1;
    };
    expect(runInSlice(work, { ...long, soft: 200 })).toBe('done');
    expect(rounds).toBeGreaterThan(0);
  });

  it('interrupts a search, past every catch and finally, and leaves what was done', () => {
    const done: string[] = [];
    const work = () => {
      done.push('before');
      try {
        endless();
      } catch {
        done.push('caught');
      } finally {
        done.push('finally');
      }
    };
    expect(runInSlice(work, slice)).toBe('interrupted');
    expect(done).toEqual(['before']);
  });

  it('tells when it got less than a fair share of the processor', () => {
    expect(runInSlice(endless, { ...slice, fair: Infinity })).toBe('starved');
  });

  it('passes errors of the work on', () => {
    const error = new TypeError('no such thing');
    const work = () => {
      throw error;
    };
    expect(() => runInSlice(work, long)).toThrow(error);
    expect(runInSlice(() => undefined, long)).toBe('done');
  });

  it('leaves nothing behind that outlives the next small collection', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
    const kept = () => {
      for (let times = 3; times > 0; times--) collect({ type: 'minor' });
      return process.memoryUsage().heapUsed;
    };
    const batch = () => Array.from({ length: 5000 }, (_, index) => ({ index }));
    const before = kept();
    for (let slices = 0; slices < 100; slices++) {
      const lines = batch();
      runInSlice(() => lines.length, long);
    }
    const ofOneBatch = 100_000;
    expect(kept() - before).toBeLessThan(20 * ofOneBatch);
  });
});
