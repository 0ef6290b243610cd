import type { ActionCommands } from './action-commands.js';
import type { ActionCommandName, StartFamily } from './action-definition.js';
import type { ActionLog } from './action-log.js';
import type { EnvironmentUser } from './environment.js';
import type { SharedUse } from './shared-use.js';

/** What a look at the environment came to. */
export type Soundness = 'sane' | 'repaired' | 'broken';

/** The families an action has made its firewall objects for: starts, checks, repairs and stops them (spec runtime §4.5). */
export class StartedFamilies {
  /** True if the start worked; a start that was tried is stopped like any other. */
  readonly #started = new Map<StartFamily, boolean>();
  /** Those that were started twice, so that parts of them may be there twice. */
  readonly #doubled = new Set<StartFamily>();
  /** How often actioncheck has said no although actionstart had just worked, and nothing else since. */
  readonly #denied = new Map<StartFamily, number>();
  readonly #user: EnvironmentUser;
  readonly #commands: ActionCommands;
  readonly #log: ActionLog;
  readonly #starts: SharedUse<EnvironmentUser>;

  constructor(user: EnvironmentUser, commands: ActionCommands, log: ActionLog, starts: SharedUse<EnvironmentUser>) {
    this.#user = user;
    this.#commands = commands;
    this.#log = log;
    this.#starts = starts;
  }

  /** Every family whose start was tried. */
  all(): readonly StartFamily[] {
    return [...this.#started.keys()];
  }

  /** Those of them whose start worked, each as often as it was started. */
  working(): readonly StartFamily[] {
    const working = this.all().filter((family) => this.#started.get(family) === true);
    return [...working, ...working.filter((family) => this.#doubled.has(family))];
  }

  /** Runs actionstart, unless that has worked already: here, for a family that has the same one, or for somebody else. */
  async start(family: StartFamily): Promise<void> {
    if (this.#started.get(family) === true) return;
    const key = this.#key(family);
    const enter = async (): Promise<boolean> => this.#isMade(family) || this.run('actionstart', family);
    const ok = await this.#starts.acquire(key, this.#user, key, enter);
    this.#started.set(family, ok);
    if (!ok) this.#log.lifeFailed('start');
  }

  /** The same where what it makes may be there from a run that was killed. */
  async startAgain(family: StartFamily): Promise<void> {
    if (!this.#isMade(family)) this.#doubled.add(family);
    return this.start(family);
  }

  /** Goes on with what an earlier run of the daemon has made, and has told as `working`. */
  async adopt(families: readonly StartFamily[]): Promise<void> {
    for (const family of families) {
      if (this.#started.has(family)) this.#doubled.add(family);
      const key = this.#key(family);
      await this.#starts.acquire(key, this.#user, key, async () => Promise.resolve(true));
      this.#started.set(family, true);
    }
  }

  /** Runs actionstart again, although what it makes may be there. */
  async renew(family: StartFamily): Promise<void> {
    this.#doubled.add(family);
    const ok = await this.exclusively(family, async () => this.run('actionstart', family));
    this.#started.set(family, ok);
    if (!ok) this.#log.lifeFailed('start');
  }

  /** The family, and others that were started whose objects are the same. */
  together(family: StartFamily): readonly StartFamily[] {
    if (!this.#commands.has('actionstart')) return [family];
    return [family, ...this.all().filter((other) => other !== family && this.#hasSameStart(family, other))];
  }

  /** Runs actionstop for these families, unless somebody else still needs what it takes away, and forgets them all. */
  async stop(families: readonly StartFamily[]): Promise<void> {
    for (const family of families) {
      const stop = async (): Promise<boolean> => this.#stop(family);
      if (!(await this.#starts.release(this.#key(family), this.#user, stop))) this.#log.lifeFailed('stop');
    }
    // Those for which the same actionstop was run.
    for (const family of this.all())
      await this.#starts.release(this.#key(family), this.#user, async () => Promise.resolve(true));
    this.#started.clear();
    this.#doubled.clear();
  }

  /** True if nobody else uses what actionstart has made. */
  isAlone(family: StartFamily): boolean {
    return this.others(family).length === 0;
  }

  /** Runs `job` while nobody repairs what this family shares with others, or puts anything back into it. */
  async exclusively<Result>(family: StartFamily, job: () => Promise<Result>): Promise<Result> {
    return this.#starts.exclusively(this.#key(family), job);
  }

  /** Others that use what actionstart has made. */
  others(family: StartFamily): readonly EnvironmentUser[] {
    return this.#starts.others(this.#key(family), this.#user);
  }

  /** Runs actioncheck: true if all is as actionstart made it, or there is nothing to check. */
  async isSane(family: StartFamily): Promise<boolean> {
    const isSane = await this.#commands.run(this.#commands.checkOf(family));
    if (isSane) this.#denied.delete(family);
    return isSane;
  }

  /**
   * Checks, and where that fails runs actionrepair, or stops and starts anew; others are told that their bans are gone. A
   * check that says no even then is believed ever more rarely: it may look for what nobody has made.
   */
  async checkAndRepair(family: StartFamily): Promise<Soundness> {
    const key = this.#key(family);
    const found = await this.#starts.exclusively(key, async () => {
      if ((await this.isSane(family)) || !this.#isBelieved(family)) return 'sane';
      this.#log.invariantFailed('Trying to restore a sane environment');
      if (!(await this.#repair(family))) return 'broken';
      if (!(await this.isSane(family))) this.#doubt(family);
      return 'repaired';
    });
    if (found === 'broken') this.#log.beyondRepair();
    if (found === 'repaired') {
      this.#started.set(family, true);
      for (const other of this.others(family)) other.rebanSoon(family);
    }
    return found;
  }

  async run(command: ActionCommandName, family: StartFamily): Promise<boolean> {
    return this.#commands.run(this.#commands.forFamily(command, family));
  }

  /** What is there twice is not gone before the second time; what is gone by then is nothing to speak of. */
  async #stop(family: StartFamily): Promise<boolean> {
    if (!this.#doubled.has(family)) return this.run('actionstop', family);
    const quietly = { ...this.#commands.forFamily('actionstop', family), mayFail: true };
    if (!(await this.#commands.run(quietly))) return this.run('actionstop', family);
    await this.#commands.run(quietly);
    return true;
  }

  /** False for a check that has said no after every repair, unless it is the second, fourth, eighth time. */
  #isBelieved(family: StartFamily): boolean {
    const times = this.#denied.get(family);
    if (times === undefined) return true;
    this.#denied.set(family, times + 1);
    return Number.isInteger(Math.log2(times + 1));
  }

  #doubt(family: StartFamily): void {
    this.#denied.set(family, this.#denied.get(family) ?? 1);
    this.#log.doubtfulCheck();
  }

  async #repair(family: StartFamily): Promise<boolean> {
    if (this.#commands.has('actionrepair')) return this.run('actionrepair', family);
    await this.run('actionstop', family);
    return this.run('actionstart', family);
  }

  /** True if the actionstart of another family, which is the same, has made what this one needs. */
  #isMade(family: StartFamily): boolean {
    return [...this.#started].some(([other, ok]) => ok && this.#hasSameStart(family, other));
  }

  #hasSameStart(family: StartFamily, other: StartFamily): boolean {
    return this.#commands.distinctFamilies('actionstart', [family, other]).length === 1;
  }

  #key(family: StartFamily): string {
    return this.#commands.sharedKey(['actionstart', 'actionstop', 'actionflush'], family);
  }
}
