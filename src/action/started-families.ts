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

  /** Runs actionstart, unless that has worked already, here or for somebody with the same one. */
  async start(family: StartFamily): Promise<void> {
    if (this.#started.get(family) === true) return;
    const key = this.#key(family);
    const ok = await this.#starts.acquire(key, this.#user, key, async () => this.run('actionstart', family));
    this.#started.set(family, ok);
    if (!ok) this.#log.lifeFailed('start');
  }

  /** The same where what it makes may be there from a run that was killed. */
  async startAgain(family: StartFamily): Promise<void> {
    this.#doubled.add(family);
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

  /** Runs actionstop for these families, unless somebody else still needs what it takes away, and forgets them all. */
  async stop(families: readonly StartFamily[]): Promise<void> {
    for (const family of families) {
      const stop = async (): Promise<boolean> => this.#stop(family);
      if (!(await this.#starts.release(this.#key(family), this.#user, stop))) this.#log.lifeFailed('stop');
    }
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
    return this.#commands.run(this.#commands.checkOf(family));
  }

  /** Checks, and where that fails runs actionrepair, or stops and starts anew; others are told that their bans are gone. */
  async checkAndRepair(family: StartFamily): Promise<Soundness> {
    const key = this.#key(family);
    const found = await this.#starts.exclusively(key, async () => {
      if (await this.isSane(family)) return 'sane';
      this.#log.invariantFailed('Trying to restore a sane environment');
      return (await this.#repair(family)) && (await this.isSane(family)) ? 'repaired' : 'broken';
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

  async #repair(family: StartFamily): Promise<boolean> {
    if (this.#commands.has('actionrepair')) return this.run('actionrepair', family);
    await this.run('actionstop', family);
    return this.run('actionstart', family);
  }

  #key(family: StartFamily): string {
    return this.#commands.sharedKey(['actionstart', 'actionstop', 'actionflush'], family);
  }
}
