import { escapeControlsInLines } from '../../escape-controls.js';
import { localStamp } from '../../time/local-stamp.js';
import { paint } from './paint.js';

/** How weighty a message is; `info` is shown with -v only, `warning` not with -q. */
export type Weight = 'error' | 'warning' | 'info';

/** Says something on standard error, in the shape of fail2ban-client's own messages (spec runtime §7.1). */
export type Tell = (weight: Weight, text: string) => void;

/** Tells on the standard error of the process; `verbosity` is 0, more by -v, less by -q. */
export function teller(verbosity: number): Tell {
  const least = { error: -Infinity, warning: 0, info: 1 };
  return (weight, text) => {
    if (verbosity < least[weight]) return;
    const now = Date.now();
    const stamp = `${localStamp(now / 1000)},${String(now % 1000).padStart(3, '0')}`;
    const level = weight.toUpperCase().padEnd(7);
    const shown = weight === 'info' ? level : paint(process.stderr, weight === 'error' ? 'red' : 'yellow', level);
    const line = `${stamp} ${'tsban'.padEnd(24)}[${process.pid}]: ${shown} ${escapeControlsInLines(text)}`;
    process.stderr.write(`${line}\n`);
  };
}
