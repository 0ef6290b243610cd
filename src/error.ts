/**
 * The root of everything tsban throws on purpose. The message says what is wrong, where, and what to do;
 * `code` is stable and may be matched by scripts.
 */
export abstract class TsbanError extends Error {
  abstract readonly code: string;
}
