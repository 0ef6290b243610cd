import type { Log } from '../../src/log.js';

/** A log that keeps `LEVEL logger text` in order. */
export function recordedLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return { log: (level, logger, text) => void lines.push(`${level.toUpperCase()} ${logger} ${text}`), lines };
}
