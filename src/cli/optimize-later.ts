import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode a function runs before V8 looks whether to optimize it; by default it is an eighth of this. */
const budget = 540_000;

/**
 * Lets V8 wait longer before it optimizes a function. Much of what starts a program runs a few hundred times and never
 * again: by default a third of the processor time of a short run goes into optimizing that, and megabytes of memory. A long
 * run loses nothing that could be told from noise. To be called before the rest of the program is loaded.
 */
export function optimizeLater(): void {
  // Since V8 13 (Node 24) it goes by calls and Maglev's cheaper code comes first; V8 would complain of the flag.
  if (Number.parseInt(process.versions.v8, 10) < 13) setFlagsFromString(`--interrupt-budget=${budget}`);
}
