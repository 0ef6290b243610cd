/** Dice that fall the same way every time, for logs that are the same every time. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to, and without, 1 (mulberry32). */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.roll() * limit);
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  chance(share: number): boolean {
    return this.roll() < share;
  }

  /** An address as they are seen in logs: one in seven is IPv6. */
  address(): string {
    if (this.chance(0.15))
      return `2001:db8:${[0, 0, 0, 0].map(() => (1 + this.below(0xfffe)).toString(16)).join(':')}:0:1`;
    return [this.pick([45, 61, 92, 141, 185, 218]), this.below(256), this.below(256), 1 + this.below(254)].join('.');
  }
}
