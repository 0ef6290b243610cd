import type { JailConfig } from '../config/configuration.js';
import { journalStandsIn, usesJournal } from '../config/journal-use.js';
import type { Log } from '../log.js';
import { LogFollower } from '../source/follower.js';
import { JournalFollower } from '../source/journal.js';
import type { Batch, JournalPosition, PassedBatch } from '../source/line.js';
import type { PositionStore } from '../source/saved-places.js';
import type { Clock } from '../time/clock.js';
import type { LogSubscription } from '../source/subscriptions.js';
import type { Cancel, Waker } from '../time/waker.js';
import { CatchUpLog } from './catch-up-log.js';
import type { CatchingUp, Sources as SourcesAnswer } from './control.js';
import { dateReaders } from './date-readers.js';
import { LookBacks } from './look-backs.js';

/** What the sources of all jails need from the outside. */
export interface SourcesContext {
  readonly log: Log;
  readonly clock: Clock;
  readonly waker: Waker;
  readonly positions: PositionStore & { journal(path: string): JournalPosition | undefined };
  /** True if there are neither failures nor bans of a jail from before. */
  readonly isNew: (jail: string) => boolean;
  /** Takes a batch for the jails of these names; resolves when it is committed. */
  readonly handle: (batch: Batch | PassedBatch, jails: readonly string[]) => Promise<void>;
}

/** Seconds after which the journal has certainly told of everything that happened before a log file came up. */
const handOverTime = 60;

/** Where the lines of all jails come from: files, or the journal for jails with `backend = systemd`. */
export class Sources {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #waker: Waker;
  readonly #files: LogFollower;
  readonly #journal: JournalFollower;
  readonly #catchUpLog: CatchUpLog;
  readonly #lookBacks: LookBacks;
  readonly #watched = new Map<string, JailConfig>();
  /** Jails for which the journal stands in until there is a log file. */
  readonly #standIns = new Set<string>();
  /** For those that have one now: ends the time in which both are read. */
  readonly #handingOver = new Map<string, Cancel>();

  constructor({ log, clock, waker, positions, isNew, handle }: SourcesContext) {
    this.#log = log;
    this.#clock = clock;
    this.#waker = waker;
    this.#files = new LogFollower({
      log,
      waker,
      positions,
      datesOf: (path) => dateReaders(this.#readingFromHead(path), clock()),
      sink: async (batch) => handle(batch, this.#wantedBy(batch)),
      cameLater: (names, path, place) => {
        const jails = this.#readingFromHead(path).filter(({ name }) => names.includes(name));
        this.#lookBacks.begin(jails, path, place);
      },
    });
    this.#lookBacks = new LookBacks({ log, clock, isNew, handle });
    this.#catchUpLog = new CatchUpLog({ log, waker, behind: () => this.#catchingUp() });
    this.#journal = new JournalFollower(
      { loadJournal: (path) => positions.journal(path) },
      { log, clock, waker, sink: async (batch) => handle(batch, this.#journal.subscribersOf(batch.path)) },
    );
  }

  /**
   * Starts, or changes, what jails watch; `checkSources` has been through their configurations. All at once: of a log that
   * several of them want nothing is read before all do.
   */
  async watch(configs: readonly JailConfig[]): Promise<void> {
    for (const { name } of configs) this.#lookBacks.watching(name);
    for (const config of configs) await this.#watchJournal(config);
    const ofFiles = configs.filter((config) => !usesJournal(config) || journalStandsIn(config));
    await this.#files.subscribe(...ofFiles.map((config) => this.#subscription(config)));
    for (const config of ofFiles) this.#tellOfMissing(config);
    this.#catchUpLog.begin();
  }

  async #watchJournal(config: JailConfig): Promise<void> {
    const { name, backend, findtime } = config;
    const before = this.#watched.get(name);
    if (before !== undefined && usesJournal(before) !== usesJournal(config)) await this.unwatch(name);
    this.#watched.set(name, config);
    if (usesJournal(config)) {
      const since = this.#clock() - findtime;
      await this.#journal.subscribe({ id: name, backend, journalmatch: matchesOf(config), since });
      this.#tellOfJournal(config);
    }
    if (journalStandsIn(config)) this.#standIns.add(name);
  }

  async unwatch(name: string): Promise<void> {
    this.#watched.delete(name);
    this.#standIns.delete(name);
    this.#handingOver.get(name)?.();
    this.#handingOver.delete(name);
    const left = [this.#files.unsubscribe(name), this.#journal.unsubscribe(name), this.#lookBacks.leave(name)];
    await Promise.all(left);
  }

  of(name: string): SourcesAnswer {
    const config = this.#watched.get(name);
    if (config !== undefined && usesJournal(config) && (!journalStandsIn(config) || this.#standIns.has(name))) {
      return { kind: 'journal', matches: matchesOf(config) };
    }
    const [files, missing] = [this.#files.filesOf(name), this.#files.missingOf(name)];
    return { kind: 'files', files, missing, catchingUp: this.#catchingUp(files) };
  }

  #catchingUp(files?: readonly string[]): readonly CatchingUp[] {
    return this.#files.behind(files).map(({ path, progress }) => ({ file: path, percent: Math.floor(progress * 100) }));
  }

  async stop(): Promise<void> {
    this.#catchUpLog.end();
    await Promise.all([this.#files.stop(), this.#journal.stop(), this.#lookBacks.stop()]);
  }

  /** A jail that follows by `tail` does not want what was in the file before, even where another jail does. */
  #wantedBy({ path, writtenAfterStart }: Batch): readonly string[] {
    if (writtenAfterStart) return this.#files.subscribersOf(path);
    return this.#readingFromHead(path).map(({ name }) => name);
  }

  #readingFromHead(path: string): readonly JailConfig[] {
    const all = this.#files.subscribersOf(path).flatMap((name) => this.#watched.get(name) ?? []);
    return all.filter(({ logpath }) => logpath.some(({ value }) => value.from === 'head'));
  }

  #subscription({ name, logpath, logencoding }: JailConfig): LogSubscription {
    let known: readonly string[] = this.#files.filesOf(name);
    const onFiles = (files: readonly string[]) => {
      for (const file of files) if (!known.includes(file)) this.#tell('info', name, `Added logfile: '${file}'`);
      for (const file of known) if (!files.includes(file)) this.#tell('info', name, `Removed logfile: '${file}'`);
      known = files;
      if (files.length > 0) this.#handOver(name);
    };
    return { id: name, logpaths: logpath.map(({ value }) => value), logencoding, onFiles };
  }

  #tellOfMissing({ name, logpath }: JailConfig): void {
    const missing = this.#files.missingOf(name);
    for (const path of missing) this.#tell('warning', name, `[${name}] waits for ${path}: no such log file yet`);
    if (logpath.length === 0) this.#tell('warning', name, `[${name}] has no logpath: it watches nothing`);
  }

  /**
   * Lets the log files that there are now take the journal's place. For a while both are read, since either may be the
   * last to tell of what happens now; the jail counts once what both tell of.
   */
  #handOver(name: string): void {
    if (!this.#standIns.delete(name)) return;
    this.#tell('notice', name, `[${name}] has a log file now: it reads that instead of the journal`);
    const end = () => {
      this.#handingOver.delete(name);
      void this.#journal.unsubscribe(name);
    };
    this.#handingOver.get(name)?.();
    this.#handingOver.set(name, this.#waker.after(handOverTime, end));
  }

  #tellOfJournal(config: JailConfig): void {
    const { name, filter } = config;
    if (journalStandsIn(config)) this.#tell('warning', name, `[${name}] has no log file: it reads the systemd journal`);
    if (filter.journalmatch.length === 0) {
      this.#tell('notice', name, `[${name}] has no journalmatch: its regexes are tried on every entry of the journal`);
    }
  }

  #tell(level: 'info' | 'notice' | 'warning', jail: string, text: string): void {
    this.#log(level, 'filter', text, { jail });
  }
}

function matchesOf({ filter }: JailConfig): readonly string[] {
  return filter.journalmatch.map(({ value }) => value);
}
