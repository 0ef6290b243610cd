import type { Client } from './client.js';
import type { ProgressLine } from './progress.js';
import type { Done } from './send.js';

/** Milliseconds after which somebody wants to know whether it goes on. */
const patience = 1000;

/** Does something that may take a while; whoever waits for that at a terminal is shown how it goes. */
export async function withProgress<Result>(
  { socket, options }: Client,
  task: (done: Done) => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY || options.q > 0) return task(() => undefined);
  const begun = performance.now();
  let done = '';
  let line: ProgressLine | undefined;
  let isOver = false;
  const timer = setTimeout(() => {
    // Hardly a command takes so long: the others need not load this.
    void import('./progress.js').then(({ showProgress }) => {
      if (!isOver) line = showProgress(socket, begun, () => done);
    });
  }, patience);
  try {
    return await task((text) => (done = text));
  } finally {
    isOver = true;
    clearTimeout(timer);
    line?.end();
  }
}
