import { statSync } from 'node:fs';
import { reasonOf } from '../error.js';
import type { BanStore } from '../ban/ban-store.js';
import type { FailureStore } from '../failure/failure-store.js';
import type { Log } from '../log.js';
import type { Clock } from '../time/clock.js';
import { isDamage, isUnwritable } from './damage.js';
import { DatabaseError } from './database-error.js';
import { type DatabaseSize, databaseSize } from './database-size.js';
import { lockDatabase } from './lock-database.js';
import type { Connection } from './connection.js';
import { bansIn } from './bans.js';
import { timesIn } from './failures.js';
import { openDatabase } from './open-database.js';
import { purge, type PurgeOptions } from './purge.js';
import { copyToFile, copyToNewFile, type Replacement, replaceDamaged, replaceLost } from './replace.js';
import { standIn } from './stand-in.js';
import { type Stores, storesIn } from './stores.js';
import { watchWal } from './watch-wal.js';

/** Which database, and what it needs from the outside. */
export interface StateDatabaseOptions {
  /** `:memory:` keeps nothing. */
  readonly file: string;
  /** Lines kept of each ban. */
  readonly maxMatches: number;
  readonly log: Log;
  readonly clock: Clock;
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
  readonly failures: FailureStore = {
    times: (jail) => timesIn((behind) => this.#read([], ({ failures }) => failures.page(jail, behind))),
    failures: (...which) => this.#read([], ({ failures }) => failures.failures(...which)),
    add: (...failure) => this.#opened.failures.add(...failure),
    forget: (...which) => this.#opened.failures.forget(...which),
  };
  readonly bans: BanStore = {
    activeBans: (jail) =>
      bansIn(
        this.#read([], ({ bans }) => bans.activeRows(jail)),
        (rows) => this.#read([], ({ bans }) => bans.activeIn(jail, rows)),
      ),
    hasBans: (jail) => this.#read(false, ({ bans }) => bans.hasBans(jail)),
    history: (...whose) => this.#read({ count: 0, last: -Infinity }, ({ bans }) => bans.history(...whose)),
    saveBan: (ticket) => this.#opened.bans.saveBan(ticket),
    endBan: (...ban) => this.#opened.bans.endBan(...ban),
  };
  readonly positions: Stores['positions'] = {
    file: (path) => this.#read(undefined, ({ positions }) => positions.file(path)),
    ofFile: (file) => this.#read([], ({ positions }) => positions.ofFile(file)),
    journal: (path) => this.#read(undefined, ({ positions }) => positions.journal(path)),
    save: (position) => this.#opened.positions.save(position),
  };
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
    this.#options = options;
    const { file } = options;
    this.#lookAtWal = watchWal(file, options.log);
    this.#unlock = lockDatabase(file);
    try {
      this.#opened = this.#withStores(this.#firstConnection());
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

  #firstConnection(): Connection {
    const { file, log, clock } = this.#options;
    try {
      return openDatabase(file);
    } catch (error) {
      if (isDamage(error)) return this.#firstReplacement(replaceDamaged(file, error, clock()));
      if (!isUnwritable(error)) throw unusable(file, error);
      log(
        'critical',
        'database',
        `Can't open the database ${file} to write: ${reasonOf(error)}. What it says is in force`,
      );
      return standIn(file);
    }
  }

  /** Where failures or bans are lost, logs had better be read again: all that still counts is in them. */
  #firstReplacement(replacement: Replacement): Connection {
    const connection = this.#told(replacement);
    if (replacement.isComplete) return connection;
    connection.exec(
      'DELETE FROM file_positions; DELETE FROM older_files; DELETE FROM journal_positions; DELETE FROM failures',
    );
    this.#options.log('warning', 'database', 'Logs are read again, as far back as findtime');
    return connection;
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
    const { file, clock } = this.#options;
    if (this.#damage !== undefined) {
      this.#opened.connection.close();
      this.#goOnWith(this.#told(replaceDamaged(file, this.#damage, clock())));
      this.#damage = undefined;
    }
    const { connection, identity } = this.#opened;
    if (file === ':memory:') return;
    if (identity === undefined) this.#goOnWith(copyToFile(connection, file));
    else if (identity !== identityOf(file)) this.#goOnWith(this.#told(replaceLost(file, connection, clock())));
  }

  #goOnWith(connection: Connection): void {
    this.#opened = this.#withStores(connection);
    this.#isAnew = true;
  }

  #told({ connection, told }: Replacement): Connection {
    this.#options.log('critical', 'database', told);
    return connection;
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

function unusable(file: string, error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  return new DatabaseError(
    file,
    `${reasonOf(error)}; choose another dbfile, or see to its directory and rights`,
    error,
  );
}
