import { reasonOf } from '../error.js';
import type { BanOrder } from '../ban/ban-decision.js';
import { shedWindows } from '../failure/shed-windows.js';
import type { Log } from '../log.js';
import type { Batch, PassedBatch, Position } from '../source/line.js';
import { steadyClock } from '../time/clock.js';
import type { Cancel, Waker } from '../time/waker.js';
import type { Jail } from './jail.js';

/** Where the state of all jails is written. */
export interface JailsStore {
  readonly positions: { save(position: Position): void };
  /** Runs `write` in one transaction: all of it is kept or nothing; `isAnew` if what was written before may be missing. */
  transaction(write: (isAnew: boolean) => void): void;
}

/** Seconds between two tries to write what could not be written; a try takes the longer the more has gathered. */
const [shortestPause, longestPause] = [1, 60];

/** Bytes of the windows of all jails together: those of two million addresses that failed once. */
const mostBytes = 64 * 1024 * 1024;

/**
 * All running jails, in the order they were created. A batch is shown to every jail that watches its source; what
 * comes of it is committed together with the position behind it, and only then carried out.
 */
export class Jails {
  readonly #jails = new Map<string, Jail>();
  readonly #positions = new Map<string, Position>();
  /** Paths whose positions are not saved yet. */
  readonly #moved = new Set<string>();
  readonly #store: JailsStore;
  readonly #log: Log;
  readonly #waker: Waker;
  readonly #mostBytes: number;
  /** Set while the store can't be written: takes back the next try. */
  #cancelRetry: Cancel | undefined;
  #pause = shortestPause;
  #shed = 0;
  #shedTold = 0;
  #lines = 0;

  constructor(store: JailsStore, log: Log, waker: Waker, bytes = mostBytes) {
    this.#store = store;
    this.#log = log;
    this.#waker = waker;
    this.#mostBytes = bytes;
  }

  /** One batch, for the jails of these names. Where reading goes on is saved with it, if it says that. */
  async handle(batch: Batch | PassedBatch, names: readonly string[]): Promise<void> {
    const read = steadyClock();
    this.#lines += batch.lines.length;
    const watching = names.flatMap((name) => this.#jails.get(name) ?? []);
    const found = await Promise.all(watching.map(async (jail) => [jail, await jail.find(batch)] as const));
    const decided = found.map(([jail, failures]): [Jail, readonly BanOrder[]] => [jail, jail.count(failures)]);
    this.#shed += shedWindows(
      this.all().map(({ failures }) => failures),
      this.#mostBytes,
    );
    if (batch.position !== undefined) this.#move(batch.position);
    this.commit();
    for (const [jail, orders] of decided)
      void jail.counts.time(orders, read, steadyClock, async () => jail.carryOut(orders));
  }

  /**
   * Writes everything that changed since the last commit. A database that can't be written costs no ban: memory goes
   * on, and a later try writes what is missing, positions included, so that no line counts twice.
   */
  commit(): void {
    if (this.#cancelRetry === undefined) this.#write();
  }

  /** The last commit, which waits for nothing. */
  close(): void {
    this.#write();
    this.#cancelRetry?.();
  }

  /** Lines that were read, each once, however many jails looked at it. */
  get lines(): number {
    return this.#lines;
  }

  /** Ids whose failures were forgotten because there were too many. */
  get shed(): number {
    return this.#shed;
  }

  /** False while the database can't be written. */
  get isSaving(): boolean {
    return this.#cancelRetry === undefined;
  }

  /** To be called every minute: what only the passing of time changes. */
  look(): void {
    for (const jail of this.#jails.values()) jail.look();
    if (this.#shed > this.#shedTold) this.#tellShed();
    this.#shedTold = this.#shed;
  }

  add(jail: Jail): void {
    this.#jails.set(jail.name, jail);
  }

  remove(name: string): void {
    this.#jails.delete(name);
  }

  get(name: string): Jail | undefined {
    return this.#jails.get(name);
  }

  all(): readonly Jail[] {
    return [...this.#jails.values()];
  }

  #move(position: Position): void {
    this.#positions.set(position.path, position);
    this.#moved.add(position.path);
  }

  #write(): void {
    try {
      this.#store.transaction((isAnew) => this.#save(isAnew));
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#committed();
  }

  #save(isAnew: boolean): void {
    for (const { failures, bans } of this.#jails.values()) {
      if (isAnew) failures.unsave();
      if (isAnew) bans.unsave();
      failures.save();
      bans.save();
    }
    for (const path of isAnew ? this.#positions.keys() : this.#moved) {
      const position = this.#positions.get(path);
      if (position !== undefined) this.#store.positions.save(position);
    }
  }

  #committed(): void {
    this.#moved.clear();
    for (const { failures, bans } of this.#jails.values()) {
      failures.saved();
      bans.saved();
    }
    if (this.#cancelRetry === undefined) return;
    this.#log('notice', 'database', 'The database can be written again; nothing was lost');
    this.#cancelRetry();
    this.#cancelRetry = undefined;
    this.#pause = shortestPause;
  }

  #failed(error: unknown): void {
    if (this.#cancelRetry === undefined) this.#tellUnsaved(error);
    this.#cancelRetry?.();
    this.#cancelRetry = this.#waker.after(this.#pause, () => this.#write());
    this.#pause = Math.min(2 * this.#pause, longestPause);
  }

  #tellShed(): void {
    const text = `Forgot the failures of ${this.#shed - this.#shedTold} ids, those longest without another: ${this.#mostBytes} bytes hold no more`;
    this.#log('warning', 'failmanager', text);
  }

  #tellUnsaved(error: unknown): void {
    const text = `Can't write the database: ${reasonOf(error)}. Bans go on, it is tried again; a restart now would read the last lines again`;
    this.#log('critical', 'database', text);
  }
}
