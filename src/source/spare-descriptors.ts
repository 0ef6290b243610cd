import { readFileSync } from 'node:fs';
import { TsbanError } from '../error.js';

/**
 * Descriptors that logs leave to all else: commands, connections, the database, and the guard over regexes, for want of
 * which Node ends the process.
 */
const spare = 64;

/** Too many files are open for another log; `code` is the system's for that. */
class TooManyFilesError extends TsbanError {
  readonly code = 'EMFILE';

  constructor(limit: number) {
    super(
      `EMFILE: of ${limit} files that may be open too few are left; raise the limit (LimitNOFILE in a systemd unit)`,
    );
    this.name = 'TooManyFilesError';
  }
}

/** Throws a TooManyFilesError where a log that was opened as `descriptor` leaves too few. */
export function checkSpare(descriptor: number): void {
  const limit = mostDescriptors();
  if (descriptor >= limit - Math.min(spare, limit / 4)) throw new TooManyFilesError(limit);
}

/** They are numbered from 0, the lowest free number first. */
function mostDescriptors(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
