import { setTimeout as sleep } from 'node:timers/promises';
import type { Shadow } from '../../server/start-shadow.js';
import { type EpochSeconds, systemClock } from '../../time/clock.js';
import type { Comparison } from './comparison.js';
import type { Happening, Side } from './happening.js';
import { lineAbout } from './line-about.js';
import type { Report } from './report.js';

/** Milliseconds between two looks. */
const lookEvery = 1000;

/** What ends it. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** What a side said, and when it was heard. */
export type Heard = readonly [side: Side, happening: Happening, at: EpochSeconds];

export interface CompareOptions {
  readonly comparison: Comparison;
  /** What both say is put here. */
  readonly heard: Heard[];
  readonly running: Shadow;
  readonly report: Report;
  /** Seconds. */
  readonly lasts: number;
}

/** Compares what is heard, and prints what it finds, until somebody ends it or it has lasted long enough. */
export async function compare(options: CompareOptions): Promise<void> {
  const { comparison, running, lasts, report } = options;
  const end = systemClock() + lasts;
  const stop = new AbortController();
  const abort = () => stop.abort();
  for (const signal of signals) process.on(signal, abort);
  let hasCaughtUp = false;
  comparison.caughtUp(false, systemClock());
  while (!stop.signal.aborted && systemClock() < end) {
    await sleep(lookEvery, undefined, { signal: stop.signal }).catch(() => undefined);
    if (!hasCaughtUp && running.hasCaughtUp()) {
      hasCaughtUp = true;
      comparison.caughtUp(true, systemClock());
    }
    look(options);
  }
  for (const signal of signals) process.off(signal, abort);
  process.stdout.write(report.ends(comparison.tallies));
}

function look({ comparison, heard, running, report }: CompareOptions): void {
  for (const [side, happening, at] of heard.splice(0)) comparison.take(side, happening, at);
  for (const found of comparison.judge(systemClock())) {
    const isLine = found.kind === 'found';
    const finding = isLine ? { ...found, line: lineAbout(found.id, running.filesOf(found.jail)) } : found;
    process.stdout.write(report.finds(finding));
  }
}
