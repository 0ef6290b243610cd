import { TsbanError } from '../../error.js';

/** Bytes that are no pickle, or one with more in it than plain data of a sensible size. */
export class PickleError extends TsbanError {
  readonly code = 'PICKLE';

  constructor(problem: string) {
    super(problem);
    this.name = 'PickleError';
  }
}
