import { ConfigError, type Configuration, type Problem } from '../config/configuration.js';
import { readLogTarget } from '../config/log-target.js';
import { TsbanError } from '../error.js';
import type { Logger } from './logger/logger.js';
import type { OptionChange } from './option-change.js';
import { lastingChanges, liveChanges, wantedSettings } from './setting-changes.js';
import { type Settings, settle, type SettingsGiven } from './settings.js';
import type { State } from './state.js';

export interface SettingsContext {
  /** What the command line said. */
  readonly given: SettingsGiven;
  readonly logger: Logger;
  readonly state: State;
  readonly version: string;
}

/** The daemon's settings as they are: a client changes some of them until the next reload (spec runtime §7.6). */
export class SettingsInForce {
  readonly #context: SettingsContext;
  readonly #atStart: Settings;
  #now: Settings;

  constructor(atStart: Settings, context: SettingsContext) {
    this.#atStart = atStart;
    this.#now = atStart;
    this.#context = context;
  }

  get now(): Settings {
    return this.#now;
  }

  /** A name or number of a level. Throws a LogTargetError. */
  setLoglevel(loglevel: string): void {
    this.#context.logger.setLevel(loglevel);
    this.#now = { ...this.#now, loglevel };
  }

  /** Rejects, and changes nothing, with a ConfigError or LogTargetError where the log can't be written there. */
  async setLogtarget(logtarget: string, syslogsocket = this.#now.syslogsocket): Promise<void> {
    const { logger, version } = this.#context;
    const target = readLogTarget(logtarget);
    await logger.setTarget(target, syslogsocket);
    this.#now = { ...this.#now, logtarget, syslogsocket };
    for (const complaint of target.complaints) logger.log('error', 'server', complaint);
    const where = target.kind === 'syslog' ? `${target.name} (${syslogsocket})` : target.name;
    logger.log('info', 'server', `Changed logging target to ${where} for tsban v${version}`);
  }

  /** Rejects like setLogtarget; where the log does not go to syslog, nobody asks for the socket yet. */
  async setSyslogsocket(syslogsocket: string): Promise<void> {
    const { logtarget } = this.#now;
    if (readLogTarget(logtarget).kind === 'syslog') await this.setLogtarget(logtarget, syslogsocket);
    else this.#now = { ...this.#now, syslogsocket };
  }

  setDbpurgeage(dbpurgeage: number): void {
    this.#now = { ...this.#now, dbpurgeage };
  }

  setDbmaxmatches(dbmaxmatches: number): void {
    this.#context.state.setMaxMatches(dbmaxmatches);
    this.#now = { ...this.#now, dbmaxmatches };
  }

  /** Moves everything that outlives the process into another file. Throws a DatabaseError, and changes nothing, where that can't be. */
  setDbfile(dbfile: string): void {
    const { state, logger } = this.#context;
    state.moveTo(dbfile);
    this.#now = { ...this.#now, dbfile };
    const text = `All that is remembered is in ${dbfile} now; where tsban looks for it at its next start, tsban.conf says`;
    logger.log('warning', 'database', text);
  }

  /** Which of them a reload would change. */
  changes(configuration: Configuration): readonly OptionChange[] {
    return liveChanges(this.#wanted(configuration), this.#now);
  }

  /** Takes those of a configuration that can change, and gives what there is to tell of the others. */
  async take(configuration: Configuration): Promise<readonly Problem[]> {
    const wanted = this.#wanted(configuration);
    const changed = liveChanges(wanted, this.#now).map(({ option }) => option);
    const problems = lastingChanges(wanted, this.#atStart, configuration);
    if (changed.includes('loglevel')) this.setLoglevel(wanted.loglevel);
    if (changed.includes('dbmaxmatches')) this.setDbmaxmatches(wanted.dbmaxmatches);
    this.setDbpurgeage(wanted.dbpurgeage);
    if (!changed.includes('logtarget') && !changed.includes('syslogsocket')) return problems;
    try {
      await this.setLogtarget(wanted.logtarget, wanted.syslogsocket);
    } catch (error) {
      if (!(error instanceof TsbanError)) throw error;
      const text = `${error.message}; the log goes on in ${this.#now.logtarget}`;
      problems.push({
        severity: 'error',
        error: new ConfigError(text, { section: 'Definition', option: 'logtarget' }),
      });
    }
    return problems;
  }

  #wanted(configuration: Configuration): Settings {
    const { server, serverOptions } = configuration;
    const read = settle(this.#context.given, { logname: serverOptions.program, ...server });
    return wantedSettings(read, this.#now, configuration);
  }
}
