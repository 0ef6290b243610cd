/** A thing by the key that says which one it is, and the way in which it is wanted. */
interface Wanted {
  readonly key: string;
  readonly variant: string;
}

/** What did not work, and why. */
export type Failures<One> = ReadonlyMap<One, string>;

interface Use<User> {
  users: readonly User[];
  /** Variants that were entered successfully and are still in force. */
  inForce: readonly string[];
  /** The last job of this key while it is not over; the next one waits for it. */
  turn: Promise<void> | undefined;
}

/**
 * Counts who uses a thing, by a key that says which thing it is: the first one brings it about, the last one takes it
 * away. Jobs of one key run one after the other, those of different keys do not wait for each other. Many things may be
 * asked for at once, each key once; such a job waits for the last one of each of them.
 */
export class SharedUse<User> {
  readonly #uses = new Map<string, Use<User>>();

  /**
   * Makes `user` one of the users; runs `enter` unless another one has already done so for the same `variant`. A user
   * that is in already enters again. False, and no user, if `enter` failed.
   */
  async acquire(key: string, user: User, variant: string, enter: () => Promise<boolean>): Promise<boolean> {
    const failures = await this.acquireAll(new Map([[key, { key, variant }]]), user, allOrNone(enter));
    return failures.size === 0;
  }

  /** The same for many: `enter` is given those that nobody has brought about yet, and says which it could not. */
  async acquireAll<One>(
    wanted: ReadonlyMap<One, Wanted>,
    user: User,
    enter: (missing: readonly One[]) => Promise<Failures<One>>,
  ): Promise<Failures<One>> {
    const keys = new Map([...wanted].map(([one, { key }]) => [one, key]));
    return this.#inTurn(keys, async (uses) => {
      const entries = [...uses].map(([one, use]) => ({ one, use, variant: wanted.get(one)?.variant ?? '' }));
      const missing = entries.filter(({ use, variant }) => !use.inForce.includes(variant) || use.users.includes(user));
      const failures = missing.length === 0 ? new Map() : await enter(missing.map(({ one }) => one));
      for (const { one, use, variant } of entries) {
        if (failures.has(one)) continue;
        use.users = withOne(use.users, user);
        use.inForce = withOne(use.inForce, variant);
      }
      return failures;
    });
  }

  /** Takes `user` out; runs `leave` if nobody else is left, also where `user` never got in. True if all went well. */
  async release(key: string, user: User, leave: () => Promise<boolean>): Promise<boolean> {
    const failures = await this.releaseAll(new Map([[key, key]]), user, allOrNone(leave));
    return failures.size === 0;
  }

  /** The same for many: `leave` is given those that nobody uses any more, and says which it could not take away. */
  async releaseAll<One>(
    keys: ReadonlyMap<One, string>,
    user: User,
    leave: (unused: readonly One[]) => Promise<Failures<One>>,
  ): Promise<Failures<One>> {
    return this.#inTurn(keys, async (uses) => {
      const unused: One[] = [];
      for (const [one, use] of uses) {
        use.users = use.users.filter((other) => other !== user);
        if (use.users.length > 0) continue;
        use.inForce = [];
        unused.push(one);
      }
      return unused.length === 0 ? new Map() : leave(unused);
    });
  }

  /** Runs `job` while nobody comes or goes. */
  async exclusively<Result>(key: string, job: () => Promise<Result>): Promise<Result> {
    return this.#inTurn(new Map([[key, key]]), job);
  }

  /** Everybody but `user` who uses the thing at the moment. */
  others(key: string, user: User): readonly User[] {
    return (this.#uses.get(key)?.users ?? []).filter((other) => other !== user);
  }

  async #inTurn<One, Result>(
    keys: ReadonlyMap<One, string>,
    job: (uses: ReadonlyMap<One, Use<User>>) => Promise<Result>,
  ): Promise<Result> {
    const uses = new Map([...keys].map(([one, key]) => [one, this.#use(key)]));
    const before = new Set([...uses.values()].flatMap(({ turn }) => turn ?? []));
    const turn = Promise.all(before).then(async () => job(uses));
    const settled = turn.then(noMatter, noMatter);
    // All at once, so that no two jobs can ever wait for each other.
    for (const use of uses.values()) use.turn = settled;
    void settled.then(() => {
      for (const [one, key] of keys) this.#tidy(key, uses.get(one), settled);
    });
    return turn;
  }

  #use(key: string): Use<User> {
    const use = this.#uses.get(key) ?? { users: [], inForce: [], turn: undefined };
    this.#uses.set(key, use);
    return use;
  }

  #tidy(key: string, use: Use<User> | undefined, turn: Promise<void>): void {
    if (use?.turn !== turn) return;
    use.turn = undefined;
    if (use.users.length === 0) this.#uses.delete(key);
  }
}

function withOne<One>(some: readonly One[], one: One): readonly One[] {
  return some.includes(one) ? some : [...some, one];
}

function allOrNone(job: () => Promise<boolean>): <One>(things: readonly One[]) => Promise<Failures<One>> {
  return async (things) => new Map((await job()) ? [] : things.map((one) => [one, '']));
}

const noMatter = (): void => undefined;
