/** How long many things took: how many of them no longer than each of some bounds, and all together. */
export class Durations {
  /** Seconds, in rising order. */
  readonly bounds: readonly number[];
  /** How many took no longer than the bound in the same place, but longer than the one before; the last: longer than all. */
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** Seconds of all together. */
  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds something that took so many seconds, or several of them. */
  add(seconds: number, times = 1): void {
    const at = this.bounds.findIndex((bound) => seconds <= bound);
    const place = at === -1 ? this.bounds.length : at;
    this.#counts[place] = (this.#counts[place] ?? 0) + times;
    this.#sum += times * seconds;
    this.#count += times;
  }

  /** For each bound, how many took no longer. */
  cumulated(): readonly number[] {
    let sum = 0;
    return this.bounds.map((_bound, at) => (sum += this.#counts[at] ?? 0));
  }
}
