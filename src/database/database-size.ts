import { statSync } from 'node:fs';
import type { Connection } from './connection.js';

/** Bytes that a database takes: in its file or in memory, and in the write-ahead log beside the file. */
export interface DatabaseSize {
  readonly main: number;
  readonly wal: number;
}

/** Looks how large a database is. Throws what SQLite throws. */
export function databaseSize(connection: Connection): DatabaseSize {
  const pages = Number(connection.pragma('page_count', { simple: true }));
  const pageSize = Number(connection.pragma('page_size', { simple: true }));
  const wal = connection.memory ? 0 : (statSync(`${connection.name}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  return { main: pages * pageSize, wal };
}
