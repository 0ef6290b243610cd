import type { FailureStore } from '../failure/failure-store.js';
import type { WindowEntry } from '../failure/window.js';
import type { Connection } from './open-database.js';

interface Row {
  readonly id: string;
  readonly time: number;
  readonly matches: string;
  readonly fields: string;
}

/** Failure windows in SQLite. */
export function failureStore(connection: Connection): FailureStore {
  const select = connection.prepare<[string], Row>(
    'SELECT id, time, matches, fields FROM failures WHERE jail = ? ORDER BY id, time, number',
  );
  const insert = connection.prepare<[string, string, number, string, string]>(
    'INSERT INTO failures (jail, id, time, matches, fields) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = connection.prepare<[string, string, number]>(
    'DELETE FROM failures WHERE jail = ? AND id = ? AND time < ?',
  );
  return {
    windows: (jail) => windowsOf(select.iterate(jail)),
    saveChange(jail, id, { from, added }) {
      remove.run(jail, id, from);
      for (const { time, matches, fields } of added) {
        insert.run(jail, id, time, JSON.stringify(matches), JSON.stringify(fields));
      }
    },
  };
}

function windowsOf(rows: Iterable<Row>): ReadonlyMap<string, WindowEntry[]> {
  const windows = new Map<string, WindowEntry[]>();
  for (const { id, time, matches, fields } of rows) {
    const window = windows.get(id) ?? [];
    window.push({
      time,
      matches: JSON.parse(matches) as string[],
      fields: JSON.parse(fields) as WindowEntry['fields'],
    });
    windows.set(id, window);
  }
  return windows;
}
