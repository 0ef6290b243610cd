import type { BanStore } from '../ban/ban-store.js';
import { banStore } from '../database/bans.js';
import { failureStore } from '../database/failures.js';
import { openDatabase } from '../database/open-database.js';
import { type PositionTable, positionTable } from '../database/positions.js';
import type { FailureStore } from '../failure/failure-store.js';
import type { Settings } from './settings.js';

/** Everything that outlives the process. */
export interface State {
  readonly failures: FailureStore;
  readonly bans: BanStore;
  readonly positions: PositionTable;
  transaction(write: () => void): void;
  close(): void;
}

/** Opens the database and the stores in it. Throws a DatabaseError. */
export function openState({ dbfile, dbmaxmatches }: Settings): State {
  const connection = openDatabase(dbfile);
  return {
    failures: failureStore(connection),
    bans: banStore(connection, dbmaxmatches),
    positions: positionTable(connection),
    transaction: (write) => connection.transaction(write)(),
    close: () => void connection.close(),
  };
}
