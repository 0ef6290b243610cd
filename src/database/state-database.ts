import { statSync } from 'node:fs';
import { reasonOf } from '../error.js';
import type { BanStore } from '../ban/ban-store.js';
import type { FailureStore } from '../failure/failure-store.js';
import { isDamage, isUnwritable } from './damage.js';
import { unusable } from './database-error.js';
import { type DatabaseSize, databaseSize } from './database-size.js';
import { type DatabasePlace, firstConnection } from './first-connection.js';
import { lastingStores, type Read } from './lasting-stores.js';
import { lockDatabase } from './lock-database.js';
import type { Connection } from './connection.js';
import type { PositionTable } from './positions.js';
import { purge, type PurgeOptions } from './purge.js';
import { copyToFile, copyToNewFile, replaceDamaged, replaceLost, tell } from './replace.js';
import { type Stores, storesIn } from './stores.js';
import { watchWal } from './watch-wal.js';

export interface StateDatabaseOptions extends DatabasePlace {
  /** Lines kept of each ban. */
  readonly maxMatches: number;
}

/** An open database, and the stores in it. */
interface Opened extends Stores {
  readonly connection: Connection;
  /** Which file it is; undefined if it is in memory. */
  readonly identity: string | undefined;
}

/**
 * Everything that outlives the process, in one file, whatever becomes of that file: where it is damaged or lost, a new
 * one with all that can be had takes its place; where it can't be written, what it says is read, and each transaction
 * tries again. Reading never fails: it gives what an empty database would.
 */
export class StateDatabase {
  readonly failures: FailureStore;
  readonly bans: BanStore;
  readonly positions: PositionTable;
  #options: StateDatabaseOptions;
  #unlock: () => void;
  #lookAtWal: () => void;
  #opened: Opened;
  /** True if what was committed before may not be in the database that is open now. */
  #isAnew = false;
  /** Damage that was noticed while reading. */
  #damage: unknown;

  /** Throws a DatabaseError where the file can't be used and must not be replaced either. */
  constructor(options: StateDatabaseOptions) {
    const read: Read = (otherwise, from) => this.#read(otherwise, from);
    ({ failures: this.failures, bans: this.bans, positions: this.positions } = lastingStores(read, () => this.#opened));
    this.#options = options;
    const { file } = options;
    this.#lookAtWal = watchWal(file, options.log);
    this.#unlock = lockDatabase(file);
    try {
      this.#opened = this.#withStores(firstConnection(options));
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }

  /**
   * Runs `write` in one transaction: all of it is kept or, with what SQLite throws, nothing. `isAnew` is true if the
   * database is another than before, which may lack what was written then.
   */
  transaction(write: (isAnew: boolean) => void): void {
    try {
      this.#write(write);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#damage = error;
      this.#write(write);
    }
  }

  /** Makes one step of forgetting what is old; true if there is more to do. Throws what SQLite throws. */
  purge(options: PurgeOptions): boolean {
    const hasMore = purge(this.#opened.connection, options);
    if (!hasMore) this.#lookAtWal();
    return hasMore;
  }

  /** Keeps so many lines of each ban that is saved from now on. */
  setMaxMatches(maxMatches: number): void {
    this.#options = { ...this.#options, maxMatches };
    this.#opened = this.#withStores(this.#opened.connection);
  }

  /** Goes on in a file that is not there yet, with all there is. Throws a DatabaseError, and goes on where it was, where that can't be. */
  moveTo(file: string): void {
    const unlock = lockDatabase(file);
    try {
      const connection = copyToNewFile(this.#opened.connection, file);
      this.#opened.connection.close();
      this.#unlock();
      this.#options = { ...this.#options, file };
      this.#goOnWith(connection);
    } catch (error) {
      unlock();
      throw unusable(file, error);
    }
    this.#unlock = unlock;
    this.#lookAtWal = watchWal(file, this.#options.log);
  }

  /** How much room it takes; nothing where that can't be told. */
  size(): DatabaseSize {
    return this.#read({ main: 0, wal: 0 }, ({ connection }) => databaseSize(connection));
  }

  close(): void {
    this.#opened.connection.close();
    this.#unlock();
  }

  #withStores(connection: Connection): Opened {
    return {
      ...storesIn(connection, this.#options.maxMatches),
      connection,
      identity: connection.memory ? undefined : identityOf(this.#options.file),
    };
  }

  #write(write: (isAnew: boolean) => void): void {
    this.#seeToFile();
    this.#opened.connection.transaction(() => write(this.#isAnew))();
    this.#isAnew = false;
  }

  /** Before each transaction: that what is written gets into the file that bears the name. */
  #seeToFile(): void {
    const { file, log, clock } = this.#options;
    if (this.#damage !== undefined) {
      this.#opened.connection.close();
      this.#goOnWith(tell(replaceDamaged(file, this.#damage, clock()), log));
      this.#damage = undefined;
    }
    const { connection, identity } = this.#opened;
    if (file === ':memory:') return;
    if (identity === undefined) this.#goOnWith(copyToFile(connection, file));
    else if (identity !== identityOf(file)) this.#goOnWith(tell(replaceLost(file, connection, clock()), log));
  }

  #goOnWith(connection: Connection): void {
    this.#opened = this.#withStores(connection);
    this.#isAnew = true;
  }

  #read<Result>(otherwise: Result, read: (opened: Opened) => Result, isLast = false): Result {
    try {
      return read(this.#opened);
    } catch (error) {
      this.#unreadable(error);
    }
    // Damage is seen to at once, except within a transaction.
    if (this.#damage === undefined || isLast || this.#opened.connection.inTransaction) return otherwise;
    try {
      this.#seeToFile();
    } catch (error) {
      this.#unreadable(error);
    }
    return this.#read(otherwise, read, true);
  }

  #unreadable(error: unknown): void {
    if (isDamage(error)) this.#damage = error;
    else if (!isUnwritable(error)) throw error;
    this.#options.log('error', 'database', `Can't read the database: ${reasonOf(error)}`);
  }
}

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
