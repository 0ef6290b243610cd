import type { FailureStore } from '../failure/failure-store.js';
import type { KeptFailure } from '../failure/kept-failure.js';
import type { Connection } from './connection.js';

interface Row {
  readonly time: number;
  readonly matches: string;
  readonly fields: string;
}

/** Failures that still count, in SQLite. */
export function failureStore(connection: Connection): FailureStore {
  const times = connection
    .prepare<[string], [string, number]>('SELECT id, time FROM failures WHERE jail = ? ORDER BY time')
    .raw();
  const select = connection.prepare<[string, string], Row>(
    'SELECT time, matches, fields FROM failures WHERE jail = ? AND id = ? ORDER BY time, number',
  );
  const insert = connection.prepare<[string, string, number, string, string]>(
    'INSERT INTO failures (jail, id, time, matches, fields) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = connection.prepare<[string, string]>('DELETE FROM failures WHERE jail = ? AND id = ?');
  const trim = connection.prepare<[string, string, number, number]>(
    'DELETE FROM failures WHERE jail = ? AND id = ? AND (time < ? OR time > ?)',
  );
  return {
    times: (jail) => times.iterate(jail),
    failures: (jail, id) => select.all(jail, id).map(fromRow),
    add: (jail, id, { time, matches, fields }) =>
      void insert.run(jail, id, time, JSON.stringify(matches), JSON.stringify(fields)),
    forget(jail, id, but) {
      if (but === undefined) remove.run(jail, id);
      else trim.run(jail, id, but.from, but.to);
    },
  };
}

function fromRow({ time, matches, fields }: Row): KeptFailure {
  return { time, matches: JSON.parse(matches) as string[], fields: JSON.parse(fields) as KeptFailure['fields'] };
}
