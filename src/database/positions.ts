import type { FilePosition, JournalPosition, Position } from '../source/line.js';
import type { Connection } from './open-database.js';

/** Where reading of each source goes on. */
export interface PositionTable {
  file(path: string): FilePosition | undefined;
  journal(path: string): JournalPosition | undefined;
  save(position: Position): void;
}

/** Positions in SQLite, one row a path. */
export function positionTable(connection: Connection): PositionTable {
  const selectFile = connection.prepare<[string], Omit<FilePosition, 'kind'>>(
    `SELECT path, device, inode, offset, fingerprint, fingerprint_length AS fingerprintLength
     FROM file_positions WHERE path = ?`,
  );
  const selectJournal = connection.prepare<[string], Omit<JournalPosition, 'kind'>>(
    'SELECT path, cursor, time FROM journal_positions WHERE path = ?',
  );
  const saveFile = connection.prepare<[FilePosition]>(
    `INSERT INTO file_positions (path, device, inode, offset, fingerprint, fingerprint_length)
     VALUES (:path, :device, :inode, :offset, :fingerprint, :fingerprintLength)
     ON CONFLICT DO UPDATE SET device = :device, inode = :inode, offset = :offset,
       fingerprint = :fingerprint, fingerprint_length = :fingerprintLength`,
  );
  const saveJournal = connection.prepare<[JournalPosition]>(
    `INSERT INTO journal_positions (path, cursor, time) VALUES (:path, :cursor, :time)
     ON CONFLICT DO UPDATE SET cursor = :cursor, time = :time`,
  );
  return {
    file(path) {
      const row = selectFile.get(path);
      return row && { kind: 'file', ...row };
    },
    journal(path) {
      const row = selectJournal.get(path);
      return row && { kind: 'journal', ...row };
    },
    save(position) {
      if (position.kind === 'file') saveFile.run(position);
      else saveJournal.run(position);
    },
  };
}
