import type { Increment } from '../../src/ban/increment.js';

/** Bans that double each time, but for what a test says. */
export function increment(given: Partial<Increment> = {}): Increment {
  return {
    factor: 1,
    formula: undefined,
    multipliers: undefined,
    maxtime: undefined,
    rndtime: undefined,
    overalljails: false,
    random: () => 0.5,
    ...given,
  };
}
