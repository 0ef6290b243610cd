import { TsbanError } from '../../error.js';

/** Options that can't be followed, whatever the command is. */
export class InitError extends TsbanError {
  readonly code = 'INIT';

  constructor(problem: string, cause?: unknown) {
    super(problem, { cause });
    this.name = 'InitError';
  }
}
