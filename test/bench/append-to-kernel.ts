import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Namespace } from '../support/netns.js';

/** Tells when the kernel has an address. */
export interface Listener {
  /** Resolves when the address was added to a set. */
  readonly heard: (id: string) => Promise<void>;
  readonly end: () => void;
}

/** Hears what is added to sets; waiting for an address ends when the kernel has told of it. */
export function listener(ns: Namespace): Listener {
  const waiting = new Map<string, () => void>();
  const child = spawn('ip', ['netns', 'exec', ns.name, 'nft', 'monitor', 'new', 'elements'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    const id = /\{ (\S+)/.exec(line)?.[1] ?? '';
    waiting.get(id)?.();
    waiting.delete(id);
  });
  return {
    heard: async (id) => new Promise((resolve) => waiting.set(id, resolve)),
    end: () => void child.kill(),
  };
}

/** Has an address fail once in each log, and gives the milliseconds until the kernel has it. */
export async function appendToKernel({ heard }: Listener, id: string, ...logs: readonly string[]): Promise<number> {
  const line = `${new Date().toISOString()} host sshd[7]: Failed password for root from ${id} port 22 ssh2\n`;
  const added = heard(id);
  const begin = performance.now();
  for (const log of logs) appendFileSync(log, line);
  await added;
  return performance.now() - begin;
}

/** What half of the samples, nearly all and all of them took at most. */
export function percentiles(took: readonly number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? NaN).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(0.9999)} ms`;
}
