import { ApiError } from './problem.js';

/** Lets so many do at a time what takes memory for as long as the client likes. */
export class Slots {
  readonly #most: number;
  readonly #what: string;
  #taken = 0;

  /** `what` as in `8 WHAT are under way`. */
  constructor(most: number, what: string) {
    this.#most = most;
    this.#what = what;
  }

  /** Gives what frees the slot again. Throws ApiError where none is left. */
  take(): () => void {
    if (this.#taken === this.#most) {
      throw new ApiError(503, 'BUSY', `${this.#most} ${this.#what} are under way; try again`, { 'retry-after': '1' });
    }
    this.#taken += 1;
    return () => {
      this.#taken -= 1;
    };
  }
}
