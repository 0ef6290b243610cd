import { banStore, type BanTable } from './bans.js';
import type { Connection } from './connection.js';
import { failureStore, type FailureTable } from './failures.js';
import { type PositionTable, positionTable } from './positions.js';

/** Everything that is kept in a database. */
export interface Stores {
  readonly failures: FailureTable;
  readonly bans: BanTable;
  readonly positions: PositionTable;
}

/** The stores in a database; of each ban the newest `maxMatches` log lines are kept. */
export function storesIn(connection: Connection, maxMatches: number): Stores {
  return {
    failures: failureStore(connection),
    bans: banStore(connection, maxMatches),
    positions: positionTable(connection),
  };
}
