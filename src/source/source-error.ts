import { TsbanError } from '../error.js';

/** A log that can't be followed as asked; the message says which, why, and what to do. */
export class SourceError extends TsbanError {
  readonly code = 'SOURCE';

  constructor(message: string) {
    super(message);
    this.name = 'SourceError';
  }
}
