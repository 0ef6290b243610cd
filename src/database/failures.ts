import type { FailureStore } from '../failure/failure-store.js';
import type { FailureWindow } from '../failure/window.js';
import type { Connection } from './open-database.js';

/** Failure windows in SQLite. */
export function failureStore(connection: Connection): FailureStore {
  const select = connection.prepare<[string], { id: string; entries: string }>(
    'SELECT id, entries FROM failure_windows WHERE jail = ?',
  );
  const upsert = connection.prepare<[string, string, string]>(
    'INSERT INTO failure_windows (jail, id, entries) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET entries = excluded.entries',
  );
  const remove = connection.prepare<[string, string]>('DELETE FROM failure_windows WHERE jail = ? AND id = ?');
  return {
    windows: (jail) => new Map(select.all(jail).map(({ id, entries }) => [id, JSON.parse(entries) as FailureWindow])),
    saveWindow(jail, id, window) {
      if (window === undefined) remove.run(jail, id);
      else upsert.run(jail, id, JSON.stringify(window));
    },
  };
}
