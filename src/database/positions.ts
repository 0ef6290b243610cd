import type { FilePlace, FilePosition, JournalPosition, Position } from '../source/line.js';
import type { Connection } from './connection.js';

/** Where reading of each source goes on. */
export interface PositionTable {
  file(path: string): FilePosition | undefined;
  /** Where reading of a file of this identity goes on, for each path that has or had it. */
  ofFile(file: Pick<FilePlace, 'device' | 'inode'>): readonly (FilePlace & { readonly path: string })[];
  journal(path: string): JournalPosition | undefined;
  save(position: Position): void;
}

const place = 'device, inode, offset, fingerprint, fingerprint_length AS fingerprintLength';

/** Positions in SQLite, one row a path and one for each older file of it. */
export function positionTable(connection: Connection): PositionTable {
  const selectFile = connection.prepare<[string], FilePlace & { path: string }>(
    `SELECT path, ${place} FROM file_positions WHERE path = ?`,
  );
  const selectOlder = connection.prepare<[string], FilePlace>(
    `SELECT ${place} FROM older_files WHERE path = ? ORDER BY number`,
  );
  const selectOfFile = connection.prepare<[Pick<FilePlace, 'device' | 'inode'>], FilePlace & { path: string }>(
    `SELECT path, ${place} FROM file_positions WHERE inode = :inode AND device = :device
     UNION ALL SELECT path, ${place} FROM older_files WHERE inode = :inode AND device = :device`,
  );
  const selectJournal = connection.prepare<[string], Omit<JournalPosition, 'kind'>>(
    'SELECT path, cursor, time FROM journal_positions WHERE path = ?',
  );
  const saveFile = connection.prepare<[FilePlace & { path: string }]>(
    `INSERT INTO file_positions (path, device, inode, offset, fingerprint, fingerprint_length)
     VALUES (:path, :device, :inode, :offset, :fingerprint, :fingerprintLength)
     ON CONFLICT DO UPDATE SET device = :device, inode = :inode, offset = :offset,
       fingerprint = :fingerprint, fingerprint_length = :fingerprintLength`,
  );
  const forgetOlder = connection.prepare<[string]>('DELETE FROM older_files WHERE path = ?');
  const saveOlder = connection.prepare<[FilePlace & { path: string }]>(
    `INSERT INTO older_files (path, device, inode, offset, fingerprint, fingerprint_length)
     VALUES (:path, :device, :inode, :offset, :fingerprint, :fingerprintLength)`,
  );
  const saveJournal = connection.prepare<[JournalPosition]>(
    `INSERT INTO journal_positions (path, cursor, time) VALUES (:path, :cursor, :time)
     ON CONFLICT DO UPDATE SET cursor = :cursor, time = :time`,
  );
  return {
    file(path) {
      const row = selectFile.get(path);
      return row && { kind: 'file', ...row, older: selectOlder.all(path) };
    },
    ofFile: ({ device, inode }) => selectOfFile.all({ device, inode }),
    journal(path) {
      const row = selectJournal.get(path);
      return row && { kind: 'journal', ...row };
    },
    save(position) {
      if (position.kind === 'journal') {
        saveJournal.run(position);
        return;
      }
      const { older, ...newest } = position;
      saveFile.run(newest);
      forgetOlder.run(position.path);
      for (const file of older) saveOlder.run({ path: position.path, ...file });
    },
  };
}
