import type { Configuration, JailConfig, Problem } from '../config/configuration.js';
import { readConfiguration } from '../config/read-config.js';
import type { DatabaseSize } from '../database/database-size.js';
import { createJail, remakeParts, type Workshop } from '../jail/create-jail.js';
import type { Jail } from '../jail/jail.js';
import type { JailParts } from '../jail/jail-parts.js';
import { Jails } from '../jail/jails.js';
import { sameMeaning } from '../jail/same-meaning.js';
import type { NameCache } from '../net/name-cache.js';
import { systemClock } from '../time/clock.js';
import { type Cancel, timerWaker } from '../time/waker.js';
import { checkSources } from './check-sources.js';
import { CommandError } from './command-error.js';
import type { Control, Sources as SourcesAnswer } from './control.js';
import { InForce } from './in-force/in-force.js';
import type { Logger } from './logger/logger.js';
import { planJails } from './plan-jails.js';
import { purgeInSteps } from './purging.js';
import { Sources } from './sources.js';
import type { State } from './state.js';

/** How often what is over is looked after, and what is old dropped from the database, in seconds. */
const [lookEvery, purgeEvery] = [60, 3600];

/** What jails are made with, but for how they commit: that is the daemon's business. */
export type WorkshopWithoutCommit = Omit<Workshop, 'jail'> & { readonly jail: Omit<Workshop['jail'], 'commit'> };

/** What the daemon works with; opened and closed by whoever starts it. */
export interface DaemonOptions {
  readonly directory: string;
  readonly version: string;
  readonly logger: Logger;
  readonly state: State;
  /** Seconds after its end at which a ban is forgotten. */
  readonly purgeAge: number;
  readonly names: NameCache;
  readonly workshop: WorkshopWithoutCommit;
}

/** All jails and their sources, as the configuration directory says; `reload` makes it so again. */
export class Daemon implements Control {
  readonly version: string;
  readonly jails: Jails;
  readonly #options: DaemonOptions;
  readonly #workshop: Workshop;
  readonly #sources: Sources;
  readonly #inForce: InForce;
  readonly #timers: readonly Cancel[];
  #problems: readonly Problem[] = [];
  /** Changes of the set of jails happen one after the other. */
  #changing: Promise<unknown> = Promise.resolve();
  /** Asks whoever started the daemon to end it. */
  readonly #end: () => Promise<void>;

  constructor(options: DaemonOptions, end: () => Promise<void>) {
    const { logger, state, version, workshop, purgeAge } = options;
    const { log } = logger;
    const waker = timerWaker;
    this.#options = options;
    this.#end = end;
    this.version = version;
    this.jails = new Jails(state, log, waker);
    this.#workshop = { ...workshop, jail: { ...workshop.jail, commit: () => this.jails.commit() } };
    this.#sources = new Sources({
      log,
      clock: systemClock,
      waker,
      positions: state.positions,
      isNew: (name) => this.#isNew(name),
      handle: async (batch, names) => this.jails.handle(batch, names),
    });
    this.#inForce = new InForce({ jails: () => this.jails.all(), log, waker });
    const jails = () => this.jails.all().map(({ name }) => name);
    this.#timers = [
      waker.every(lookEvery, () => this.jails.look()),
      waker.every(purgeEvery, () => purgeInSteps({ state, purgeAge, log, waker, jails })),
    ];
  }

  /** Starts every jail that can be made of the configuration, `isAfterCrash` as for a jail; resolves when all are watching. */
  async start(configuration: Configuration, isAfterCrash: boolean): Promise<void> {
    await this.#inTurn(() => this.#apply(configuration, isAfterCrash));
  }

  /** Takes the configuration as it is now. Whatever can't be used in it leaves what runs as it was. */
  async reload(): Promise<void> {
    this.#options.logger.log('info', 'server', 'Reload all jails');
    const configuration = readConfiguration(this.#options.directory);
    await this.#inTurn(() => this.#apply(configuration));
    this.#options.logger.log('info', 'server', 'Reload finished.');
  }

  /** No more lines, then no more rules; the bans stay in the database. */
  async shutDown(): Promise<void> {
    await this.#inTurn(async () => {
      this.#options.logger.log('info', 'server', 'Shutdown in progress...');
      for (const cancel of this.#timers) cancel();
      this.#inForce.end();
      await this.#sources.stop();
      await Promise.all(this.jails.all().map((jail) => this.#stopped(jail)));
      this.jails.close();
    });
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  async changeJail(name: string, change: (config: JailConfig) => JailConfig): Promise<void> {
    await this.#inTurn(async () => {
      const config = change(this.#running(name).parts.config);
      const made = this.#make(config);
      if (made === 'unchanged') return;
      await this.#put(config, made, false);
      this.#inForce.jailsChanged();
      await this.#sources.watch([config]);
    });
  }

  async stopJail(name: string): Promise<void> {
    await this.#inTurn(async () => this.#remove(this.#running(name)));
  }

  problems(): readonly Problem[] {
    return this.#problems;
  }

  sourcesOf(jail: string): SourcesAnswer {
    return this.#sources.of(jail);
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

  #running(name: string): Jail {
    const jail = this.jails.get(name);
    if (jail === undefined) throw CommandError.unknownJail(name);
    return jail;
  }

  async #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#changing.then(change);
    this.#changing = result.catch(() => undefined);
    return result;
  }

  /** First everything is made, which may fail, then everything is changed, which may not. */
  async #apply(configuration: Configuration, isAfterCrash = false): Promise<void> {
    const { made, problems, broken } = planJails(configuration, (config) => this.#make(config));
    this.#problems = problems;
    for (const { severity, error } of problems) this.#options.logger.log(severity, 'config', error.message);
    const wanted = new Set(made.map(({ config }) => config.name));
    for (const jail of this.jails.all()) {
      if (wanted.has(jail.name)) continue;
      if (broken.has(jail.name)) this.#tellBroken(jail);
      else await this.#remove(jail);
    }
    const changed = made.filter(({ result }) => result !== 'unchanged');
    for (const { config, result } of changed) await this.#put(config, result, isAfterCrash);
    this.#inForce.jailsChanged();
    await this.#sources.watch(changed.map(({ config }) => config));
    for (const { config, result } of changed) this.#tellStarted(config, result);
  }

  #isNew(name: string): boolean {
    const failed = this.jails.get(name)?.failures.currentlyFailed;
    return failed === 0 && !this.#options.state.bans.hasBans(name);
  }

  #make(config: JailConfig): Jail | JailParts | 'unchanged' {
    checkSources(config);
    const running = this.jails.get(config.name);
    if (running === undefined) return createJail(config, this.#workshop);
    if (sameMeaning(running.parts.config, config)) return 'unchanged';
    return remakeParts(config, this.#workshop, running);
  }

  async #put(config: JailConfig, made: Jail | JailParts | 'unchanged', isAfterCrash: boolean): Promise<void> {
    if (made === 'unchanged') return;
    if ('bans' in made) {
      this.#options.logger.log('info', 'jail', `Creating new jail '${made.name}'`, { jail: made.name });
      await made.start(isAfterCrash);
      this.jails.add(made);
      this.jails.commit();
    } else {
      await this.jails.get(config.name)?.replace(made);
    }
  }

  #tellStarted({ name }: JailConfig, made: Jail | JailParts | 'unchanged'): void {
    const what = typeof made === 'object' && 'bans' in made ? 'started' : 'reloaded';
    this.#options.logger.log('info', 'jail', `Jail '${name}' ${what}`);
  }

  async #remove(jail: Jail): Promise<void> {
    await this.#sources.unwatch(jail.name);
    await this.#stopped(jail);
    this.jails.commit();
    this.jails.remove(jail.name);
  }

  async #stopped(jail: Jail): Promise<void> {
    await jail.stop();
    this.#options.logger.log('info', 'jail', `Jail '${jail.name}' stopped`);
  }

  #tellBroken({ name }: Jail): void {
    const text = `Jail '${name}' goes on as it was: its new configuration is broken`;
    this.#options.logger.log('warning', 'jail', text, { jail: name });
  }
}
