interface Use<User> {
  readonly users: Set<User>;
  /** Variants that were entered successfully and are still in force. */
  readonly inForce: Set<string>;
  /** The last job of this key; the next one waits for it. */
  turn: Promise<unknown>;
}

/**
 * Counts who uses a thing, by a key that says which thing it is: the first one brings it about, the last one takes it
 * away. Jobs of one key run one after the other, those of different keys do not wait for each other.
 */
export class SharedUse<User> {
  readonly #uses = new Map<string, Use<User>>();

  /**
   * Makes `user` one of the users; runs `enter` unless another one has already done so for the same `variant`. A user
   * that is in already enters again. False, and no user, if `enter` failed.
   */
  async acquire(key: string, user: User, variant: string, enter: () => Promise<boolean>): Promise<boolean> {
    return this.#inTurn(key, async (use) => {
      const done = use.inForce.has(variant) && !use.users.has(user);
      if (!done && !(await enter())) return false;
      use.users.add(user);
      use.inForce.add(variant);
      return true;
    });
  }

  /** Takes `user` out; runs `leave` if nobody else is left, also where `user` never got in. True if all went well. */
  async release(key: string, user: User, leave: () => Promise<boolean>): Promise<boolean> {
    return this.#inTurn(key, async (use) => {
      use.users.delete(user);
      if (use.users.size > 0) return true;
      use.inForce.clear();
      return leave();
    });
  }

  /** Runs `job` while nobody comes or goes. */
  async exclusively<Result>(key: string, job: () => Promise<Result>): Promise<Result> {
    return this.#inTurn(key, async () => job());
  }

  /** Everybody but `user` who uses the thing at the moment. */
  others(key: string, user: User): readonly User[] {
    return [...(this.#uses.get(key)?.users ?? [])].filter((other) => other !== user);
  }

  async #inTurn<Result>(key: string, job: (use: Use<User>) => Promise<Result>): Promise<Result> {
    const use = this.#uses.get(key) ?? { users: new Set(), inForce: new Set(), turn: Promise.resolve() };
    this.#uses.set(key, use);
    const turn = use.turn.then(async () => job(use));
    const settled = turn.catch(() => undefined);
    use.turn = settled;
    void settled.then(() => {
      if (use.turn === settled && use.users.size === 0) this.#uses.delete(key);
    });
    return turn;
  }
}
