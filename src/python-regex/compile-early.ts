import type { Variant } from './generate-set.js';

/** V8 compiles a RegExp for texts of one byte a character, and once more for those of two. */
const samples: Readonly<Record<Variant, readonly string[]>> = { ascii: [''], unicode: ['', '\u0100'] };

/**
 * Has V8 compile a RegExp with the flag `g` or `y` now instead of while a line is waiting: it does so in two steps, when it
 * first runs and then once more.
 */
export function compileEarly(regExp: RegExp, variant: Variant): void {
  for (const sample of [...samples[variant], ...samples[variant]]) {
    regExp.lastIndex = 0;
    regExp.exec(sample);
  }
}
