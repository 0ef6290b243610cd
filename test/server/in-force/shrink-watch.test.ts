import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShrinkWatch } from '../../../src/server/in-force/shrink-watch.js';
import { HandWaker } from '../../support/hand-waker.js';
import { until } from '../../support/until.js';

let directory: string;
let waker: HandWaker;
let isNeeded: boolean;
let alarms: number;
let answers: number;
let watch: ShrinkWatch;

/** Answers every question with the number in a file. */
const reader = (file: string) => `while read -r _; do read -r amount < ${file}; echo "$amount"; echo end; done`;

function ask(script: string): ShrinkWatch {
  return new ShrinkWatch({
    gauge: {
      name: 'amount',
      command: ['/bin/sh', '-c', script],
      question: '\n',
      isEnd: (line) => line === 'end',
      read([line]) {
        answers += 1;
        return { amount: Number(line), seconds: 0 };
      },
    },
    log: () => undefined,
    waker,
    isNeeded: () => isNeeded,
    alarm: () => {
      alarms += 1;
    },
  });
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-shrink-'));
  [waker, isNeeded, alarms, answers] = [new HandWaker(), true, 0, 0];
  watch = ask(reader(join(directory, 'amount')));
});
afterEach(() => {
  watch.stop();
  rmSync(directory, { recursive: true });
});

const become = (amount: number) => writeFileSync(join(directory, 'amount'), `${amount}\n`);
const answered = async (what: () => void) => {
  const before = answers;
  what();
  await until(() => answers > before);
};
/** The first command of ours, before which there is nothing to ask for, and another; they leave so much. */
const first = async (amount: number) => {
  watch.began();
  become(amount);
  await answered(() => watch.ended());
};
const another = async (amount: number) => {
  await answered(() => watch.began());
  become(amount);
  await answered(() => watch.ended());
};

describe('ShrinkWatch', () => {
  it('notices what others take away, once, however much there was', async () => {
    await first(3);
    await answered(() => waker.wake());
    expect(alarms).toBe(0);
    become(2);
    await answered(() => waker.wake());
    expect(alarms).toBe(1);
    await answered(() => waker.wake());
    become(5);
    await answered(() => waker.wake());
    expect(alarms).toBe(1);
    become(0);
    await answered(() => waker.wake());
    expect(alarms).toBe(2);
  });

  it('does not mind what commands of ours take away, also while one of them runs', async () => {
    await first(5);
    await another(1);
    await answered(() => watch.began());
    become(0);
    await answered(() => waker.wake());
    await answered(() => waker.wake());
    await answered(() => watch.ended());
    expect(alarms).toBe(0);
  });

  it('notices just before a command of ours what was gone already', async () => {
    await first(5);
    become(1);
    await answered(() => watch.began());
    expect(alarms).toBe(1);
  });

  it('rests while there is nothing to lose', async () => {
    await first(5);
    isNeeded = false;
    waker.wake();
    become(0);
    waker.wake();
    isNeeded = true;
    waker.wake();
    expect([answers, watch.isWatching]).toEqual([1, true]);
    await first(4);
    become(3);
    await answered(() => waker.wake());
    expect(alarms).toBe(1);
  });

  it('knows when it gets no answers', async () => {
    watch.stop();
    watch = ask('exec sleep 60');
    watch.began();
    watch.ended();
    expect(watch.isWatching).toBe(true);
    for (let i = 0; i < 10; i++) waker.wake();
    expect(watch.isWatching).toBe(false);
    watch.stop();
    watch = ask('exit 1');
    watch.began();
    watch.ended();
    await until(() => alarms === 1);
    expect(watch.isWatching).toBe(false);
  });
});
