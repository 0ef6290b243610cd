import { emptyJail } from '../config/empty-jail.js';
import type { JailConfig } from '../config/configuration.js';
import { createJail, type Workshop } from '../jail/create-jail.js';
import { carryOutExchanges, type Exchange } from '../jail/exchange.js';
import type { Jail } from '../jail/jail.js';
import { Jails } from '../jail/jails.js';
import { inUse, type LeftJail } from '../jail/left-jail.js';
import type { EventName, Log } from '../log.js';
import { systemClock } from '../time/clock.js';
import type { Waker } from '../time/waker.js';
import { checkSources } from './check-sources.js';
import { CommandError } from './command-error.js';
import type { Sources as SourcesAnswer } from './control.js';
import { InForce } from './in-force/in-force.js';
import type { Left } from './left-file.js';
import { LeftJails } from './left-jails.js';
import { makeJail, silent } from './make-jail.js';
import { type ChangedJail, isJail, type Made, type MadeJail, toBeUsed } from './made-jail.js';
import { Sources } from './sources.js';
import type { State } from './state.js';

/** What jails are made with, but for how they commit. */
export type WorkshopWithoutCommit = Omit<Workshop, 'jail'> & { readonly jail: Omit<Workshop['jail'], 'commit'> };

export interface RunningJailsOptions {
  readonly state: State;
  readonly log: Log;
  readonly waker: Waker;
  readonly workshop: WorkshopWithoutCommit;
  /** Is told what is in use outside, before that changes and after. */
  readonly note: (jails: readonly LeftJail[]) => void;
}

/** The jails that run, and what they watch. Changes have to come one after the other. */
export class RunningJails {
  readonly jails: Jails;
  readonly #log: Log;
  readonly #workshop: Workshop;
  readonly #sources: Sources;
  readonly #inForce: InForce;
  readonly #left: LeftJails;
  readonly #note: RunningJailsOptions['note'];
  /** Those that were added, and are to be told of logs and the like before they start. */
  readonly #unstarted = new Set<Jail>();
  /** Names of those that go on as they were left, until it is told that they have started. */
  readonly #resumed = new Set<string>();

  constructor({ state, log, waker, workshop, note }: RunningJailsOptions) {
    this.#log = log;
    this.#note = note;
    this.jails = new Jails(state, log, waker);
    this.#inForce = new InForce({ jails: () => this.jails.all(), log, waker });
    this.#workshop = {
      ...workshop,
      jail: { ...workshop.jail, commit: () => this.jails.commit() },
      action: { ...workshop.action, run: this.#inForce.watched(workshop.action.run) },
    };
    const start = async (jail: Jail, begin: () => Promise<void>) => this.#start(jail, begin);
    this.#left = new LeftJails({ workshop: this.#workshop, log, start });
    const isNew = (name: string) => this.jails.get(name)?.failures.currentlyFailed === 0 && !state.bans.hasBans(name);
    this.#sources = new Sources({
      log,
      clock: systemClock,
      waker,
      positions: state.positions,
      isNew,
      handle: async (batch, names) => this.jails.handle(batch, names),
    });
  }

  /**
   * Makes what a configuration asks for, and changes nothing; a jail that begins `anew` shares nothing with the one that
   * runs. Throws a ConfigError.
   */
  make(config: JailConfig, anew = false): Made {
    return makeJail(config, this.#workshop, anew ? undefined : this.#started(config.name));
  }

  /** The same for nobody to put anywhere, without a word in the log. */
  rehearse(config: JailConfig): Made {
    return makeJail(config, silent(this.#workshop), this.#started(config.name));
  }

  /**
   * Has jails go on as an earlier run has left them, for `make` and `put` to make of them what the configuration says now,
   * and for `settle` to take away what was left for any others.
   */
  async resume(left: Left, configs: readonly JailConfig[]): Promise<void> {
    // From now on it is not exact any more.
    this.#note(left.jails);
    for (const name of await this.#left.resume(left, configs)) this.#resumed.add(name);
  }

  /** Takes away what an earlier run has left and nobody wants any more. */
  async settle(): Promise<void> {
    if (this.#left.unsettled.length === 0) return;
    await this.#left.clear();
    this.#noteUse();
  }

  /** Puts in place what was made; `isAfterCrash` as for a jail that starts. Resolves when all are watching. */
  async put(made: readonly MadeJail[], isAfterCrash = false): Promise<void> {
    const changed = made.flatMap(({ config, result }) => (result === 'unchanged' ? [] : [{ config, result }]));
    const begun = changed.flatMap(({ result }) => (isJail(result) ? [result] : []));
    await this.remove(begun.flatMap((jail) => this.#otherThan(jail)));
    this.#noteUse(changed.flatMap((each) => toBeUsed(each, this.jails.get(each.config.name))));
    // Before others begin, whose objects outside may be the same.
    await carryOutExchanges(changed.flatMap((each) => this.#exchange(each)));
    for (const jail of begun) await this.#start(jail, async () => jail.start(isAfterCrash));
    this.#inForce.jailsChanged();
    await this.#sources.watch(changed.map(({ config }) => config));
    for (const { config, result } of changed)
      this.#tellOf(config.name, isJail(result) || this.#resumed.has(config.name) ? 'started' : 'reloaded');
    this.#resumed.clear();
    this.#noteUse();
  }

  /** Ends jails; their bans stay in the database. */
  async remove(jails: readonly Jail[]): Promise<void> {
    await Promise.all(
      jails.map(async (jail) => {
        await this.#sources.unwatch(jail.name);
        await this.#stop(jail);
      }),
    );
    this.jails.commit();
    for (const jail of jails) {
      this.#unstarted.delete(jail);
      this.jails.remove(jail.name);
    }
    if (jails.length > 0) this.#noteUse();
  }

  /** Gives a jail another configuration. Rejects with a ConfigError, and changes nothing, where that can't be used. */
  async change(jail: Jail, config: JailConfig): Promise<void> {
    const result = this.make(config);
    if (result === 'unchanged' || !isJail(result)) return this.put([{ config, result }]);
    await jail.stop();
    this.#unstarted.delete(jail);
    this.#keepUnstarted(result);
  }

  /** Makes a jail that does nothing yet (spec runtime §7.5). Throws a CommandError or a ConfigError. */
  add(name: string, backend: string): void {
    if (name === '--all') throw CommandError.failed(`Reserved name '--all'`);
    if (this.jails.get(name) !== undefined) throw CommandError.duplicateJail(name);
    this.#tell(name, `Creating new jail '${name}'`);
    const config = emptyJail(name, backend);
    checkSources(config);
    this.#keepUnstarted(createJail(config, this.#workshop));
  }

  /** Starts a jail that was added; one that runs goes on. */
  async start(jail: Jail): Promise<void> {
    if (this.#unstarted.has(jail)) await this.put([{ config: jail.parts.config, result: jail }]);
  }

  sourcesOf(name: string): SourcesAnswer {
    return this.#sources.of(name);
  }

  /** No more lines, then no more rules. */
  async stop(): Promise<void> {
    await this.#endLooking();
    await Promise.all(this.jails.all().map(async (jail) => this.#stop(jail)));
    this.jails.close();
  }

  /** No more lines; bans stay in force, for the next run to `resume`. */
  async leave(): Promise<readonly LeftJail[]> {
    await this.#endLooking();
    const left = this.jails.all().map(async (jail) => ({ jail: jail.name, actions: await jail.leave() }));
    const jails = await Promise.all(left);
    this.jails.close();
    return jails.filter(({ actions }) => actions.some(({ families, held }) => families.length + held.length > 0));
  }

  /** The jail of this name, unless it does not run yet. */
  #started(name: string): Jail | undefined {
    const jail = this.jails.get(name);
    return jail === undefined || this.#unstarted.has(jail) ? undefined : jail;
  }

  #noteUse(further: readonly LeftJail[] = []): void {
    const running = this.jails.all().filter((jail) => !this.#unstarted.has(jail));
    const used = running.map(({ name, parts }) => inUse(name, parts.actions));
    this.#note([...used, ...further, ...this.#left.unsettled]);
  }

  async #endLooking(): Promise<void> {
    this.#inForce.end();
    await this.#sources.stop();
  }

  async #start(jail: Jail, start: () => Promise<void>): Promise<void> {
    if (!this.#unstarted.delete(jail)) this.#tell(jail.name, `Creating new jail '${jail.name}'`);
    await start();
    this.jails.add(jail);
    this.jails.commit();
  }

  #keepUnstarted(jail: Jail): void {
    this.#unstarted.add(jail);
    this.jails.add(jail);
  }

  #exchange({ config: { name }, result }: ChangedJail): readonly Exchange[] {
    const jail = this.jails.get(name);
    return jail === undefined || isJail(result) ? [] : [jail.exchange(result)];
  }

  async #stop(jail: Jail): Promise<void> {
    await jail.stop();
    this.#tellOf(jail.name, 'stopped');
  }

  /** The jail of the same name that runs already. */
  #otherThan(jail: Jail): readonly Jail[] {
    const other = this.jails.get(jail.name);
    return other === undefined || other === jail ? [] : [other];
  }

  #tellOf(jail: string, what: 'started' | 'reloaded' | 'stopped'): void {
    this.#tell(jail, `Jail '${jail}' ${what}`, `jail-${what}`);
  }

  #tell(jail: string, text: string, event?: EventName): void {
    this.#log('info', 'jail', text, { jail, ...(event && { event }) });
  }
}
