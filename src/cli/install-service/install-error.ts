import { TsbanError } from '../../error.js';

/** The service can't be installed or removed: who asks may not, something is in the way, or a command failed. */
export class InstallError extends TsbanError {
  readonly code = 'INSTALL';

  constructor(problem: string, cause?: unknown) {
    super(`install-service: ${problem}`, { cause });
    this.name = 'InstallError';
  }
}
