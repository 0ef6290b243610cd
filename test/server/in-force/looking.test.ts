import { beforeEach, describe, expect, it } from 'vitest';
import { Looking } from '../../../src/server/in-force/looking.js';
import type { Cancel, Waker } from '../../../src/time/waker.js';

/** A clock that jumps from one wake-up to the next. */
class Timeline implements Waker {
  /** A look that is asked for at once is taken at zero. */
  now = -0.15;
  readonly #waits = new Map<() => void, number>();

  after(seconds: number, look: () => void): Cancel {
    this.#waits.set(look, this.now + seconds);
    return () => void this.#waits.delete(look);
  }

  every(): Cancel {
    throw new Error('not used');
  }

  /** Lets so many seconds pass. */
  async pass(seconds: number): Promise<void> {
    const end = this.now + seconds;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.now = Math.max(next[1], this.now);
      this.#waits.delete(next[0]);
      next[0]();
      await settled();
    }
    this.now = end;
  }

  #next(end: number): [() => void, number] | undefined {
    return [...this.#waits].filter(([, time]) => time <= end).sort(([, a], [, b]) => a - b)[0];
  }
}

const settled = async () => new Promise((resolve) => setImmediate(resolve));

let time: Timeline;
/** When it looked. */
let looks: number[];
/** Seconds a look takes. */
let takes: number;
let looking: Looking;

beforeEach(async () => {
  [time, looks, takes] = [new Timeline(), [], 0];
  looking = new Looking({
    clock: () => time.now,
    waker: time,
    every: () => 60,
    look: async () => {
      looks.push(Math.round(time.now * 100) / 100);
      if (takes > 0) await new Promise<void>((resolve) => time.after(takes, resolve));
    },
  });
  looking.soon();
  await time.pass(0.15);
});

describe('Looking', () => {
  it('looks at once, and then now and then', async () => {
    await time.pass(130);
    expect(looks).toEqual([0, 60, 120]);
  });

  it('looks as soon as all is quiet when asked to', async () => {
    await time.pass(10);
    looking.soon();
    await time.pass(0.1);
    looking.soon();
    await time.pass(1);
    expect(looks).toEqual([0, 10.25]);
    await time.pass(61);
    expect(looks).toEqual([0, 10.25, 70.25]);
  });

  it('does not wait for ever until all is quiet', async () => {
    await time.pass(10);
    for (let i = 0; i < 10; i++) {
      looking.soon();
      await time.pass(0.1);
    }
    expect(looks[1]).toBeCloseTo(10.6);
  });

  it('looks no more than once a second, and not at all times where somebody goes on and on', async () => {
    for (let i = 0; i < 1000; i++) {
      looking.soon();
      await time.pass(0.1);
    }
    const gaps = looks.slice(1).map((at, i) => at - (looks[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
    expect(looks.length).toBeLessThan(22);
    await time.pass(200);
    const before = looks.length;
    looking.soon();
    await time.pass(1);
    expect(looks).toHaveLength(before + 1);
  });

  it('looks again after a change during a look, and rests only after many that took long', async () => {
    await time.pass(10);
    takes = 0.5;
    looking.soon();
    await time.pass(0.3);
    looking.soon();
    await time.pass(10);
    expect(looks).toEqual([0, 10.15, 11.65]);
    takes = 2;
    for (let i = 0; i < 1000; i++) {
      looking.soon();
      await time.pass(0.1);
    }
    const gaps = looks.slice(1).map((at, i) => at - (looks[i] ?? 0));
    expect(gaps.at(-1)).toBeCloseTo(42);
    expect(looks.length).toBeLessThan(15);
  });

  it('looks unasked the less often the longer it takes, but it does look', async () => {
    takes = 1;
    await time.pass(62);
    await time.pass(498);
    expect(looks).toEqual([0, 60]);
    takes = 10;
    await time.pass(2);
    expect(looks).toEqual([0, 60, 561]);
    await time.pass(611);
    expect(looks).toEqual([0, 60, 561, 1171]);
  });

  it('is over when it ends, also during a look', async () => {
    takes = 1;
    await time.pass(60.5);
    looking.end();
    looking.soon();
    await time.pass(1000);
    expect(looks).toEqual([0, 60]);
  });
});
