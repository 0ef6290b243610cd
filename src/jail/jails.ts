import { reasonOf } from '../error.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import { shedWindows } from '../failure/shed-windows.js';
import type { Log } from '../log.js';
import type { Batch, Position } from '../source/line.js';
import type { Jail } from './jail.js';

/** Where the state of all jails is written. */
export interface JailsStore {
  readonly positions: { save(position: Position): void };
  /** Runs `write` in one transaction: all of it is kept or nothing. */
  transaction(write: () => void): void;
}

/** Windows of all jails together: some 200 MiB at most. */
const mostWindows = 1_000_000;

/**
 * All running jails, in the order they were created. A batch is shown to every jail that watches its source; what
 * comes of it is committed together with the position behind it, and only then carried out.
 */
export class Jails {
  readonly #jails = new Map<string, Jail>();
  readonly #positions = new Map<string, Position>();
  readonly #store: JailsStore;
  readonly #log: Log;
  readonly #mostWindows: number;
  #unsaved = false;
  #shed = 0;

  constructor(store: JailsStore, log: Log, most = mostWindows) {
    this.#store = store;
    this.#log = log;
    this.#mostWindows = most;
  }

  /** One batch, for the jails of these names. */
  async handle(batch: Batch, names: readonly string[]): Promise<void> {
    const watching = names.flatMap((name) => this.#jails.get(name) ?? []);
    const found = await Promise.all(watching.map(async (jail) => [jail, await jail.find(batch)] as const));
    const decided = found.map(([jail, failures]): [Jail, readonly BanTicket[]] => [jail, jail.count(failures)]);
    this.#shed += shedWindows(
      this.all().map(({ failures }) => failures),
      this.#mostWindows,
    );
    this.#positions.set(batch.path, batch.position);
    this.commit();
    for (const [jail, tickets] of decided) void jail.carryOut(tickets);
  }

  /**
   * Writes everything that changed since the last commit. A database that can't be written costs no ban: memory goes
   * on, and the next commit writes what is missing, positions included, so that no line counts twice.
   */
  commit(): void {
    try {
      this.#store.transaction(() => {
        for (const { failures, bans } of this.#jails.values()) {
          failures.save();
          bans.save();
        }
        for (const position of this.#positions.values()) this.#store.positions.save(position);
      });
      this.#committed();
    } catch (error) {
      if (!this.#unsaved) this.#tellUnsaved(error);
      this.#unsaved = true;
    }
  }

  /** To be called every minute: what only the passing of time changes. */
  look(): void {
    for (const jail of this.#jails.values()) jail.look();
    if (this.#shed > 0) this.#tellShed();
    this.#shed = 0;
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

  #committed(): void {
    this.#positions.clear();
    for (const { failures, bans } of this.#jails.values()) {
      failures.saved();
      bans.saved();
    }
    if (this.#unsaved) this.#log('notice', 'database', 'The database can be written again; nothing was lost');
    this.#unsaved = false;
  }

  #tellShed(): void {
    const text = `Forgot the failures of ${this.#shed} ids, those longest without another: more than ${this.#mostWindows} at once`;
    this.#log('warning', 'failmanager', text);
  }

  #tellUnsaved(error: unknown): void {
    const reason = reasonOf(error);
    this.#log(
      'critical',
      'database',
      `Can't write the database: ${reason}. Bans go on, but a restart would forget them`,
    );
  }
}
