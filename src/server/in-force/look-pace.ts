/** All in seconds. */
const shortestPause = 1;
/** A look that took long may be taken again after so many times as long. */
const restFactor = 20;
/** So many looks may follow each other closely; after that there is one in so many seconds. */
const [mostInARow, refill] = [10, 10];

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
    const pause = this.#inARow < mostInARow ? shortestPause : refill;
    return this.#ended + Math.max(pause, restFactor * this.#took);
  }

  /** To be told of every look; in seconds of a clock that is never put. */
  looked(began: number, ended: number): void {
    const forgotten = Math.floor((began - this.#ended) / refill);
    this.#inARow = Math.min(Math.max(this.#inARow - forgotten, 0) + 1, mostInARow);
    this.#ended = ended;
    this.#took = ended - began;
  }
}
