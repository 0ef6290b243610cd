import type { Configuration, JailConfig, Problem } from '../config/configuration.js';
import { readConfiguration } from '../config/read-config.js';
import type { DatabaseSize } from '../database/database-size.js';
import { reasonOf } from '../error.js';
import type { Jail } from '../jail/jail.js';
import type { Jails } from '../jail/jails.js';
import type { Log } from '../log.js';
import type { NameCache } from '../net/name-cache.js';
import type { NextTurn } from '../time/turns.js';
import { type Cancel, timerWaker } from '../time/waker.js';
import { ChangeQueue } from './change-queue.js';
import { CommandError } from './command-error.js';
import { ConfigurationInForce } from './configuration-in-force.js';
import type { Control, Sources } from './control.js';
import type { Left, LeftFile } from './left-file.js';
import type { Logger } from './logger/logger.js';
import { purgeInSteps } from './purging.js';
import type { ReloadOrder } from './reload-order.js';
import type { ReloadPlan } from './reload-plan.js';
import { RunningJails, type WorkshopWithoutCommit } from './running-jails.js';
import type { SettingsInForce } from './settings-in-force.js';
import type { State } from './state.js';

/** How often what is over is looked after, and what is old dropped from the database, in seconds. */
const [lookEvery, purgeEvery] = [60, 3600];

/** What the daemon works with; opened and closed by whoever starts it. */
export interface DaemonOptions {
  readonly directory: string;
  readonly version: string;
  readonly logger: Logger;
  readonly state: State;
  readonly settings: SettingsInForce;
  readonly names: NameCache;
  readonly workshop: WorkshopWithoutCommit;
  /** Undefined of a daemon that has nothing outside. */
  readonly leftFile: LeftFile | undefined;
}

/** All jails and their sources, as the configuration directory says; `reload` makes it so again. */
export class Daemon implements Control {
  readonly version: string;
  readonly jails: Jails;
  readonly settings: SettingsInForce;
  readonly log: Log;
  readonly nextTurn: NextTurn;
  readonly #options: DaemonOptions;
  readonly #running: RunningJails;
  readonly #configuration: ConfigurationInForce;
  readonly #changes = new ChangeQueue();
  readonly #timers: readonly Cancel[];
  /** True once the daemon is about to end for a next one to go on with its bans. */
  #isLeaving = false;
  #tellStarted: () => void = () => undefined;
  readonly #started = new Promise<void>((resolve) => (this.#tellStarted = resolve));
  /** Asks whoever started the daemon to end it. */
  readonly #end: () => Promise<void>;

  constructor(options: DaemonOptions, end: () => Promise<void>) {
    const { directory, logger, state, version, workshop, settings, leftFile } = options;
    const { log } = logger;
    const waker = timerWaker;
    this.#options = options;
    this.#end = end;
    this.version = version;
    this.settings = settings;
    this.log = log;
    this.nextTurn = workshop.nextTurn;
    this.#running = new RunningJails({ state, log, waker, workshop, note: (jails) => leftFile?.note(jails) });
    this.#configuration = new ConfigurationInForce({ directory, running: this.#running, settings, log });
    this.jails = this.#running.jails;
    const jails = () => this.jails.all().map(({ name }) => name);
    const purge = () => purgeInSteps({ state, purgeAge: settings.now.dbpurgeage, log, waker, jails });
    this.#timers = [waker.every(lookEvery, () => this.jails.look()), waker.every(purgeEvery, purge)];
  }

  /**
   * Starts every jail that can be made of the configuration, `isAfterCrash` as for a jail, and takes over what an earlier run
   * has `left`; resolves when all are watching.
   */
  async start(configuration: Configuration, isAfterCrash: boolean, left: Left): Promise<void> {
    await this.#changes.run(async () => this.#configuration.start(configuration, isAfterCrash, left));
    this.#tellStarted();
  }

  async ready(): Promise<void> {
    await this.#started;
  }

  async reload(order: ReloadOrder): Promise<readonly Problem[]> {
    return this.#changes.run(async () => this.#configuration.reload(order));
  }

  async plan(order: ReloadOrder): Promise<ReloadPlan> {
    return this.#changes.run(() => this.#configuration.plan(order));
  }

  /** No more lines, then no more rules, unless `leave` has asked for the end; the bans stay in the database. */
  async shutDown(): Promise<void> {
    await this.#changes.close(async () => {
      this.log('info', 'server', 'Shutdown in progress...');
      for (const cancel of this.#timers) cancel();
      if (this.#isLeaving && (await this.#leave())) return;
      await this.#running.stop();
      this.#options.leftFile?.remove();
    });
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#end();
  }

  async changeJail(name: string, change: (config: JailConfig) => JailConfig): Promise<void> {
    await this.#changes.run(async () => {
      const jail = this.#named(name);
      await this.#running.change(jail, change(jail.parts.config));
    });
  }

  async addJail(name: string, backend: string): Promise<void> {
    await this.#changes.run(() => this.#running.add(name, backend));
  }

  async startJail(name: string): Promise<void> {
    await this.#changes.run(async () => this.#running.start(this.#named(name)));
  }

  async stopJail(name: string): Promise<void> {
    await this.#changes.run(async () => this.#running.remove([this.#named(name)]));
  }

  async stopJails(): Promise<void> {
    await this.#changes.run(async () => {
      this.log('info', 'server', 'Stopping all jails');
      await this.#running.remove(this.jails.all());
    });
  }

  problems(): readonly Problem[] {
    return this.#configuration.problems;
  }

  sourcesOf(jail: string): Sources {
    return this.#running.sourcesOf(jail);
  }

  flushLogs(): string {
    return this.#options.logger.reopen() ? 'rolled over' : 'flushed';
  }

  databaseSize(): DatabaseSize {
    return this.#options.state.size();
  }

  async resolve(name: string): Promise<readonly string[]> {
    return this.#options.names.addresses(name);
  }

  /** False, and what is in force is to be taken away, where nobody might go on with it. */
  async #leave(): Promise<boolean> {
    const { directory, settings, leftFile } = this.#options;
    this.jails.commit();
    if (leftFile === undefined || !this.jails.isSaving || settings.now.dbfile === ':memory:') return false;
    try {
      readConfiguration(directory);
      leftFile.write({ jails: await this.#running.leave(), isExact: true });
      return true;
    } catch (error) {
      this.log('warning', 'server', `Bans are out of force until tsban is there again: ${reasonOf(error)}`);
      return false;
    }
  }

  #named(name: string): Jail {
    const jail = this.jails.get(name);
    if (jail === undefined) throw CommandError.unknownJail(name);
    return jail;
  }
}
