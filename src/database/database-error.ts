import { reasonOf, TsbanError } from '../error.js';

/** The state database can't be used; the message says which file and what to do. */
export class DatabaseError extends TsbanError {
  readonly code = 'DATABASE';

  constructor(file: string, problem: string, cause?: unknown) {
    super(`database ${file}: ${problem}`, { cause });
    this.name = 'DatabaseError';
  }
}

/** Says of a file that can't be used what to do about it. */
export function unusable(file: string, error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  return new DatabaseError(
    file,
    `${reasonOf(error)}; choose another dbfile, or see to its directory and rights`,
    error,
  );
}
