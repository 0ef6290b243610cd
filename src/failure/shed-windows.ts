import type { FailManager } from './fail-manager.js';

/**
 * Drops windows where those of all jails take more than so many bytes: of the jail that has most of them, those longest
 * without a failure. How many those were.
 */
export function shedWindows(managers: readonly FailManager[], bytes: number): number {
  const excess = managers.reduce((sum, manager) => sum + manager.bytes, 0) - bytes;
  if (excess <= 0) return 0;
  const largest = managers.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  return largest.shed(largest.bytes - excess);
}
