import type { FailManager } from './fail-manager.js';

/**
 * Drops windows where all jails together have more than `most`: of the jail that has most of them, those longest
 * without a failure. How many those were.
 */
export function shedWindows(managers: readonly FailManager[], most: number): number {
  const excess = managers.reduce((sum, { size }) => sum + size, 0) - most;
  if (excess <= 0) return 0;
  const largest = managers.reduce((one, other) => (other.size > one.size ? other : one));
  return largest.shed(largest.size - excess);
}
