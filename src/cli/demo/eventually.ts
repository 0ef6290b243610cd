import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until `settled` is content with what it sees; gives the last thing seen after 15 seconds. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  settled: (seen: T) => boolean,
  signal: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (settled(seen) || Date.now() > deadline) return seen;
    await sleep(50, undefined, { signal });
  }
}
