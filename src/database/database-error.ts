import { TsbanError } from '../error.js';

/** The state database can't be used; the message says which file and what to do. */
export class DatabaseError extends TsbanError {
  readonly code = 'DATABASE';

  constructor(file: string, problem: string, cause?: unknown) {
    super(`database ${file}: ${problem}`, { cause });
    this.name = 'DatabaseError';
  }
}
