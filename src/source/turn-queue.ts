/**
 * Gives members their turns: one turn at a time each, a few members at once, and whoever has more to do goes to the
 * end of the line, so that a large backlog of one keeps nobody waiting.
 */
export class TurnQueue<T> {
  readonly #lanes: number;
  readonly #turn: (member: T) => Promise<boolean>;
  readonly #waiting = new Set<T>();
  readonly #running = new Map<T, Promise<void>>();
  #stopped = false;

  /** `turn` says whether there is more to do; it must not fail. */
  constructor(lanes: number, turn: (member: T) => Promise<boolean>) {
    this.#lanes = lanes;
    this.#turn = turn;
  }

  /** Gives `member` a turn that starts after now. */
  wake(member: T): void {
    if (this.#stopped) return;
    this.#waiting.add(member);
    this.#fill();
  }

  /** Takes `member` out, after the turn it has. */
  async remove(member: T): Promise<void> {
    do {
      this.#waiting.delete(member);
      await this.#running.get(member);
    } while (this.#waiting.has(member) || this.#running.has(member));
  }

  /** Resolves when nobody has or waits for a turn. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Gives no more turns; resolves after those that run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    await this.idle();
  }

  #fill(): void {
    for (const member of this.#waiting) {
      if (this.#running.size >= this.#lanes) return;
      if (this.#running.has(member)) continue;
      this.#waiting.delete(member);
      this.#running.set(member, this.#run(member));
    }
  }

  async #run(member: T): Promise<void> {
    const more = await this.#turn(member);
    this.#running.delete(member);
    if (more && !this.#stopped) this.#waiting.add(member);
    this.#fill();
  }
}
