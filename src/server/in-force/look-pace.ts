/** All in seconds. */
const shortestPause = 1;
/** So many looks may follow each other closely; after that there is one in so many seconds, or in so many times what one takes. */
const [mostInARow, refill, restFactor] = [10, 10, 20];

/**
 * How often the firewall may be looked at because somebody changed it: within a second, but somebody who goes on
 * changing it, or what looking itself changes, must not keep the daemon busy.
 */
export class LookPace {
  #inARow = 0;
  #ended = -Infinity;
  #took = 0;

  /** When the next look may be taken. */
  earliest(): number {
    return this.#ended + (this.#inARow < mostInARow ? shortestPause : this.#rest);
  }

  /** To be told of every look; in seconds of a clock that is never put. */
  looked(began: number, ended: number): void {
    const forgotten = Math.floor((began - this.#ended) / this.#rest);
    this.#inARow = Math.min(Math.max(this.#inARow - forgotten, 0) + 1, mostInARow);
    this.#ended = ended;
    this.#took = ended - began;
  }

  get #rest(): number {
    return Math.max(refill, restFactor * this.#took);
  }
}
