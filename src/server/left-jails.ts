import { ConfigError, type JailConfig } from '../config/configuration.js';
import { reasonOf } from '../error.js';
import type { Workshop } from '../jail/create-jail.js';
import type { Jail } from '../jail/jail.js';
import { apart, clearLeft, jailAsLeft, type LeftJail, outdated, survey } from '../jail/left-jail.js';
import type { Log } from '../log.js';
import { type Left, nothingLeft } from './left-file.js';

export interface LeftJailsOptions {
  readonly workshop: Workshop;
  readonly log: Log;
  /** Has a jail run, which begins as it is told. */
  readonly start: (jail: Jail, begin: () => Promise<void>) => Promise<void>;
}

/** What an earlier run of the daemon has left outside: has jails go on with it, and takes away what nobody wants. */
export class LeftJails {
  readonly #options: LeftJailsOptions;
  #left = nothingLeft;
  #orphans: LeftJail[] = [];

  constructor(options: LeftJailsOptions) {
    this.#options = options;
  }

  /** All that was left, until whatever nobody wants is taken away. */
  get unsettled(): readonly LeftJail[] {
    return this.#left.jails;
  }

  /** Has those jails go on that are still wanted; gives their names. */
  async resume(left: Left, configs: readonly JailConfig[]): Promise<readonly string[]> {
    this.#left = left;
    const resumed: string[] = [];
    const known = new Set<string>();
    for (const one of left.jails) {
      const config = configs.find(({ name }) => name === one.jail);
      const isBeside = known.has(one.jail);
      known.add(one.jail);
      // Of a run that was killed: actions that can go on find by themselves what they have outside.
      const actions = left.isExact ? one.actions : outdated(one, config);
      if (actions.length === 0) continue;
      if (isBeside) this.#orphans.push({ ...one, actions: apart(actions, config) });
      else if (config !== undefined && (await this.#resume(one, config))) resumed.push(one.jail);
      else this.#orphans.push({ ...one, actions });
    }
    return resumed;
  }

  /** Takes away what no jail goes on with; to be called when all jails run, which may have objects in common with it. */
  async clear(): Promise<void> {
    for (const one of this.#orphans) {
      try {
        await clearLeft(await this.#surveyed(one), this.#options.workshop);
      } catch (error) {
        this.#tellOrphan(one.jail, error);
      }
    }
    this.#orphans = [];
    this.#left = nothingLeft;
  }

  /** False if the jail can't be made any more, which is told when it is made as it is wanted now. */
  async #resume(left: LeftJail, config: JailConfig): Promise<boolean> {
    const { workshop, start } = this.#options;
    try {
      const known = await this.#surveyed(left);
      const jail = jailAsLeft(config, known, workshop);
      await start(jail, async () => jail.resume(known.actions));
      return true;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  }

  async #surveyed(left: LeftJail): Promise<LeftJail> {
    return this.#left.isExact ? left : survey(left, this.#options.workshop);
  }

  #tellOrphan(jail: string, error: unknown): void {
    const text = `What jail '${jail}' has left in the firewall can't be taken away: ${reasonOf(error)}`;
    this.#options.log('error', 'jail', text, { jail });
  }
}
