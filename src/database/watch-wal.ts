import { statSync } from 'node:fs';
import type { Log } from '../log.js';

/** Bytes; SQLite begins the write-ahead log anew long before, unless somebody is reading an older state all the time. */
const most = 64 * 1024 * 1024;

/** Looks, when it is called, how large the write-ahead log of a database has grown, and says once that somebody keeps it so. */
export function watchWal(file: string, log: Log): () => void {
  let isTold = false;
  return () => {
    const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (size > most && !isTold) {
      const text = `The write-ahead log ${file}-wal has ${Math.round(size / 1024 / 1024)} MiB and grows: another program keeps a transaction open in the database; end it`;
      log('warning', 'database', text);
    }
    isTold = size > most;
  };
}
