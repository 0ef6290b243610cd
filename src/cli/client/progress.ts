import { escapeControls } from '../../escape-controls.js';
import { type DaemonEvent, type Events, openEvents } from './events.js';

/** Milliseconds between two looks of the line. */
const drawEvery = 200;

/** A line at the bottom of a terminal that tells what is going on. */
export interface ProgressLine {
  /** Takes the line away. */
  end(): void;
}

/**
 * Shows on standard error for how long a command has been under way, how much of it is `done`, and what happened last in
 * the daemon.
 */
export function showProgress(socket: string, begunMs: number, done: () => string): ProgressLine {
  let last = '';
  let events: Events | undefined;
  let hasEnded = false;
  const follow = async () => {
    events = await openEvents(socket, []);
    if (hasEnded) events.end();
    await events.follow((data) => {
      const { jail, text } = JSON.parse(data) as DaemonEvent;
      last = `${jail === null ? '' : `[${jail}] `}${text}`;
    });
  };
  // Without it the line says less.
  follow().catch(() => undefined);
  const draw = () => {
    const seconds = Math.round((performance.now() - begunMs) / 1000);
    const text = [`${seconds} s`, done(), escapeControls(last)].filter((part) => part !== '').join('  ');
    process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  };
  draw();
  const timer = setInterval(draw, drawEvery);
  return {
    end() {
      hasEnded = true;
      clearInterval(timer);
      events?.end();
      process.stderr.write('\r\x1b[K');
    },
  };
}
