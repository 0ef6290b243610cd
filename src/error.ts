/**
 * The root of everything tsban throws on purpose. The message says what is wrong, where, and what to do;
 * `code` is stable and may be matched by scripts.
 */
export abstract class TsbanError extends Error {
  abstract readonly code: string;
}

/** What anything thrown says of itself, for the end of a message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True for what the system refused to do; `code` is `EACCES`, `ENOSPC` … */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
