/** What somebody wants for `one`: a thing by the key that says which, and in which way. */
export interface Wanted<One> {
  readonly one: One;
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
    const failures = await this.acquireAll([{ one: key, key, variant }], user, allOrNone(enter));
    return failures.size === 0;
  }

  /** The same for many: `enter` is given those that nobody has brought about yet, and says which it could not. */
  async acquireAll<One>(
    wanted: readonly Wanted<One>[],
    user: User,
    enter: (missing: readonly One[]) => Promise<Failures<One>>,
  ): Promise<Failures<One>> {
    return this.#inTurn(wanted, async (uses) => {
      const missing: One[] = [];
      for (const [{ one, variant }, { inForce, users }] of pairs(wanted, uses))
        if (!inForce.includes(variant) || users.includes(user)) missing.push(one);
      const failures = missing.length === 0 ? new Map<One, string>() : await enter(missing);
      const alone = [user];
      for (const [{ one, variant }, use] of pairs(wanted, uses)) {
        if (failures.has(one)) continue;
        use.users = use.users.length === 0 ? alone : withOne(use.users, user);
        use.inForce = withOne(use.inForce, variant);
      }
      return failures;
    });
  }

  /** Takes `user` out; runs `leave` if nobody else is left, also where `user` never got in. True if all went well. */
  async release(key: string, user: User, leave: () => Promise<boolean>): Promise<boolean> {
    const failures = await this.releaseAll([{ one: key, key }], user, allOrNone(leave));
    return failures.size === 0;
  }

  /** The same for many: `leave` is given those that nobody uses any more, and says which it could not take away. */
  async releaseAll<One>(
    given: readonly Omit<Wanted<One>, 'variant'>[],
    user: User,
    leave: (unused: readonly One[]) => Promise<Failures<One>>,
  ): Promise<Failures<One>> {
    return this.#inTurn(given, async (uses) => {
      const unused: One[] = [];
      for (const [{ one }, use] of pairs(given, uses)) {
        use.users = use.users.filter((other) => other !== user);
        if (use.users.length > 0) continue;
        use.inForce = [];
        unused.push(one);
      }
      return unused.length === 0 ? new Map<One, string>() : leave(unused);
    });
  }

  /** Runs `job` while nobody comes or goes. */
  async exclusively<Result>(key: string, job: () => Promise<Result>): Promise<Result> {
    return this.#inTurn([{ key }], job);
  }

  /** Everybody but `user` who uses the thing at the moment. */
  others(key: string, user: User): readonly User[] {
    return (this.#uses.get(key)?.users ?? []).filter((other) => other !== user);
  }

  async #inTurn<Result>(
    things: readonly { readonly key: string }[],
    job: (uses: readonly Use<User>[]) => Promise<Result>,
  ): Promise<Result> {
    const uses = things.map(({ key }) => this.#use(key));
    const before = new Set(uses.flatMap(({ turn }) => turn ?? []));
    const turn = Promise.all(before).then(async () => job(uses));
    const settled = turn.then(noMatter, noMatter);
    // All at once, so that no two jobs can ever wait for each other.
    for (const use of uses) use.turn = settled;
    void settled.then(() => {
      for (const [{ key }, use] of pairs(things, uses)) this.#tidy(key, use, settled);
    });
    return turn;
  }

  #use(key: string): Use<User> {
    const use = this.#uses.get(key) ?? { users: [], inForce: [], turn: undefined };
    this.#uses.set(key, use);
    return use;
  }

  #tidy(key: string, use: Use<User>, turn: Promise<void>): void {
    if (use.turn !== turn) return;
    use.turn = undefined;
    if (use.users.length === 0) this.#uses.delete(key);
  }
}

/** What stands at the same place in two lists of the same length. */
function* pairs<One, Other>(some: readonly One[], others: readonly Other[]): Iterable<[One, Other]> {
  for (const [index, other] of others.entries()) yield [some[index] as One, other];
}

function withOne<One>(some: readonly One[], one: One): readonly One[] {
  return some.includes(one) ? some : [...some, one];
}

function allOrNone(job: () => Promise<boolean>): <One>(things: readonly One[]) => Promise<Failures<One>> {
  return async (things) => new Map((await job()) ? [] : things.map((one) => [one, '']));
}

const noMatter = (): void => undefined;
