import { dirname } from 'node:path';
import { reasonOf } from '../error.js';
import { decoderFor } from './decoder.js';
import { type Followed, type FollowOptions, follow } from './followed.js';
import { OneAtATime } from './one-at-a-time.js';
import { RenamedFiles } from './renamed-files.js';
import { SafetyLooks } from './safety-looks.js';
import { LogSubscriptions, type LogSubscription } from './subscriptions.js';
import { TailFile, type TailPorts } from './tail-file.js';
import { TurnQueue } from './turn-queue.js';
import { PathWatcher } from './watch-paths.js';

export interface FollowerOptions extends TailPorts, Pick<FollowOptions, 'sink' | 'waker' | 'cameLater'> {}

/** Files read at once: bounds memory, and lets a batch that waits for something not hold up all others. */
const lanes = 8;

/**
 * Follows all log files that anybody subscribed to: each is read once, however many want it, and its batches reach
 * the sink one after the other. New files that match a glob are found while running.
 */
export class LogFollower {
  readonly #options: FollowerOptions;
  readonly #subscriptions = new LogSubscriptions();
  readonly #renamed = new RenamedFiles();
  readonly #followed = new Map<string, Followed>();
  readonly #queue = new TurnQueue<Followed>(lanes, ({ delivery }) => delivery.turn());
  readonly #watcher: PathWatcher;
  readonly #toldDangling = new Set<string>();
  readonly #looks: SafetyLooks;
  readonly #scan = new OneAtATime(async () => this.#scanOnce());
  /** Where a change means that others may be wanted than those that are followed. */
  #besides: readonly string[] = [];
  #links: ReadonlyMap<string, string> = new Map();
  #shortenedLines = 0;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#watcher = new PathWatcher((path, what) => this.#stirred(path, what), options.log);
    this.#looks = new SafetyLooks({
      waker: options.waker,
      closeLook: () => this.#closeLook(),
      paths: () => [...this.#followed.keys(), ...this.#besides],
      changed: (path) => this.#foundChanged(path),
    });
  }

  /** Lines longer than 16 MiB of which the rest was not looked at. */
  get shortenedLines(): number {
    let sum = this.#shortenedLines;
    for (const { tail } of this.#followed.values()) sum += tail.shortenedLines;
    return sum;
  }

  /**
   * Adds subscriptions, or replaces those with their ids without a break in the files both want. When it resolves their
   * files are known and reading has begun; not before all of them are there, so that they miss nothing of a file they share.
   * @throws SourceError if a logencoding is unknown.
   */
  async subscribe(...subscriptions: readonly LogSubscription[]): Promise<void> {
    for (const { logencoding } of subscriptions) decoderFor(logencoding);
    for (const subscription of subscriptions) this.#subscriptions.set(subscription);
    await this.#scan.run();
    // In a log that is quiet too it shows where those begin who came later.
    this.#wakeAll();
  }

  /** Files nobody else wants are closed; a batch on its way is waited for. */
  async unsubscribe(id: string): Promise<void> {
    this.#subscriptions.delete(id);
    await this.#scan.run();
  }

  /** Existing files of a subscription. */
  filesOf(id: string): readonly string[] {
    return this.#subscriptions.filesOf(id);
  }

  /** Logpaths of a subscription for which there is no file yet. */
  missingOf(id: string): readonly string[] {
    return this.#subscriptions.missingOf(id);
  }

  /** Who wants the lines of a file. */
  subscribersOf(path: string): readonly string[] {
    return this.#subscriptions.subscribersOf(path);
  }

  /** Those of the files, of all by default, of which not all is read that was there at the start; how much is, from 0 to 1. */
  behind(
    paths: Iterable<string> = this.#followed.keys(),
  ): readonly { readonly path: string; readonly progress: number }[] {
    const progressOf = (path: string) => this.#followed.get(path)?.tail.progress ?? 1;
    return [...paths].map((path) => ({ path, progress: progressOf(path) })).filter(({ progress }) => progress < 1);
  }

  /** Looks at everything now; resolves when all that was there has reached the sink. */
  async look(): Promise<void> {
    await this.#scan.run();
    this.#wakeAll();
    await this.#queue.idle();
  }

  /** Waits for the batches on their way, then lets go of everything. */
  async stop(): Promise<void> {
    this.#looks.stop();
    await this.#scan.stop();
    for (const { delivery } of this.#followed.values()) delivery.cancel();
    await Promise.all([this.#queue.stop(), this.#watcher.close()]);
    await Promise.all([...this.#followed.values()].map(({ tail }) => tail.close()));
  }

  #closeLook(): void {
    for (const followed of this.#followed.values()) {
      const { tail } = followed;
      if (!followed.isDistant && !tail.isUnsettled && !this.#watcher.isDeaf(dirname(tail.path))) continue;
      tail.age();
      this.#queue.wake(followed);
    }
  }

  #foundChanged(path: string): void {
    const followed = this.#followed.get(path);
    if (followed === undefined) this.#scanSoon();
    else this.#queue.wake(followed);
  }

  #stirred(path: string, what: 'written' | 'renamed' | 'watched'): void {
    const followed = this.#followed.get(path) ?? this.#followed.get(this.#links.get(path) ?? '');
    if (followed !== undefined) this.#queue.wake(followed);
    if (what === 'written') return;
    if (this.#subscriptions.concerns(path)) this.#scanSoon();
    if (what === 'watched') this.#wakeAll();
  }

  #wakeAll(): void {
    for (const followed of this.#followed.values()) this.#queue.wake(followed);
  }

  #scanSoon(): void {
    this.#scan.run().catch((error: unknown) => {
      this.#options.log('error', 'filter', `Can't look for new log files: ${reasonOf(error)}`);
    });
  }

  async #scanOnce(): Promise<void> {
    const { wanted, directories, links, dangling } = await this.#subscriptions.scan();
    this.#links = links;
    this.#besides = [...directories, ...dangling];
    for (const path of dangling) this.#tellDangling(path);
    for (const followed of [...this.#followed.values()]) {
      if (!wanted.has(followed.tail.path)) await this.#dropIfUnwanted(followed);
    }
    // Each knows of all others before it looks for what was rotated: that may be another's file.
    const fresh = [...wanted.values()].filter(({ path }) => !this.#followed.has(path));
    const tails = fresh.map((file) => new TailFile(file.path, file, this.#options, this.#renamed));
    const begun: Followed[] = [];
    for (const tail of tails) begun.push(await this.#begin(tail));
    // Not before: where one goes on may be saved with another, until that saves what it has.
    for (const followed of begun) {
      this.#followed.set(followed.tail.path, followed);
      this.#queue.wake(followed);
    }
    await this.#watcher.watch(directories);
  }

  async #begin(tail: TailFile): Promise<Followed> {
    return follow(tail, {
      ...this.#options,
      wake: (followed) => this.#queue.wake(followed),
      subscribers: () => this.subscribersOf(tail.path),
    });
  }

  /** A file that is gone but matched a glob stays while there is something to read from it. */
  async #dropIfUnwanted(followed: Followed): Promise<void> {
    const { tail } = followed;
    if (tail.isOpen && this.#subscriptions.concerns(tail.path)) return;
    followed.delivery.cancel();
    await this.#queue.remove(followed);
    await tail.close();
    this.#shortenedLines += tail.shortenedLines;
    this.#followed.delete(tail.path);
  }

  #tellDangling(path: string): void {
    if (this.#toldDangling.has(path)) return;
    this.#toldDangling.add(path);
    this.#options.log('warning', 'filter', `File ${path} is a dangling link, thus cannot be monitored`);
  }
}
