import type { Configuration, Problem } from '../config/configuration.js';
import { readConfiguration } from '../config/read-config.js';
import type { Log } from '../log.js';
import type { Left } from './left-file.js';
import { planJails } from './plan-jails.js';
import type { ReloadOrder } from './reload-order.js';
import { type ReloadPlan, reloadPlan } from './reload-plan.js';
import { configurationInScope, jailsInScope } from './reload-scope.js';
import type { RunningJails } from './running-jails.js';
import type { SettingsInForce } from './settings-in-force.js';

export interface ConfigurationInForceOptions {
  readonly directory: string;
  readonly running: RunningJails;
  readonly settings: SettingsInForce;
  readonly log: Log;
}

/** Has the jails run as the configuration directory says, first and at each reload. Changes have to come one after the other. */
export class ConfigurationInForce {
  readonly #options: ConfigurationInForceOptions;
  #problems: readonly Problem[] = [];

  constructor(options: ConfigurationInForceOptions) {
    this.#options = options;
  }

  /** What it has wrong, the jails left out among it. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** As `start` of the daemon. */
  async start(configuration: Configuration, isAfterCrash: boolean, left: Left): Promise<void> {
    const { running } = this.#options;
    await running.resume(left, configuration.jails);
    const { made, problems } = planJails(configuration, (config) => running.make(config));
    this.#problems = problems;
    this.#tell(problems);
    await running.remove(running.jails.all().filter(({ name }) => !made.some(({ config }) => config.name === name)));
    await running.put(made, isAfterCrash);
    await running.settle();
  }

  /** Reads it again; gives what was wrong. Rejects as `reload` of the daemon does. */
  async reload(order: ReloadOrder): Promise<readonly Problem[]> {
    const { log } = this.#options;
    log('info', 'server', order.jail === undefined ? 'Reload all jails' : `Reload jail ${order.jail}`);
    const problems = await this.#reload(this.#inScope(this.#read(), order), order);
    log('info', 'server', 'Reload finished.');
    return problems;
  }

  /** What a reload would do. Throws as it rejects. */
  plan(order: ReloadOrder): ReloadPlan {
    const { running, settings } = this.#options;
    const configuration = this.#read();
    const configs = jailsInScope(running.jails, order).map(({ parts }) => parts.config);
    const plan = planJails(
      this.#inScope(configuration, order),
      (config) => running.rehearse(config),
      configs.map(({ name }) => name),
    );
    return reloadPlan({ running: configs, plan, server: settings.changes(configuration) });
  }

  #read(): Configuration {
    return readConfiguration(this.#options.directory);
  }

  #inScope(configuration: Configuration, order: ReloadOrder): Configuration {
    return configurationInScope(configuration, this.#options.running.jails, order);
  }

  /** First everything is made, which may fail, then everything is changed, which may not. */
  async #reload(configuration: Configuration, order: ReloadOrder): Promise<readonly Problem[]> {
    const { running, settings } = this.#options;
    const { jail, restart, unban } = order;
    const meant = jailsInScope(running.jails, order);
    const plan = planJails(
      configuration,
      (config) => running.make(config, restart),
      meant.map(({ name }) => name),
    );
    const problems = [...plan.problems, ...(await settings.take(configuration))];
    const others = this.#problems.filter((problem) => problem.jail !== undefined && problem.jail !== jail);
    this.#problems = jail === undefined ? problems : [...others, ...problems];
    this.#tell(problems);
    if (unban) await Promise.all(meant.map(async (one) => one.byHand.unban(one.bans.banned().map(({ id }) => id))));
    const wanted = new Set(plan.made.map(({ config }) => config.name));
    const gone = meant.filter(({ name }) => !wanted.has(name));
    for (const { name } of gone) if (plan.broken.has(name)) this.#tellBroken(name);
    await running.remove(gone.filter(({ name }) => !plan.broken.has(name)));
    await running.put(plan.made);
    return problems;
  }

  #tell(problems: readonly Problem[]): void {
    for (const { severity, error } of problems) this.#options.log(severity, 'config', error.message);
  }

  #tellBroken(jail: string): void {
    const text = `Jail '${jail}' goes on as it was: its new configuration is broken`;
    this.#options.log('warning', 'jail', text, { jail });
  }
}
