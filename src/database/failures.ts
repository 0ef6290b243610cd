import type { FailureStore } from '../failure/failure-store.js';
import type { KeptFailure } from '../failure/kept-failure.js';
import type { EpochSeconds } from '../time/clock.js';
import type { Connection } from './connection.js';

interface Row {
  readonly time: number;
  readonly matches: string;
  readonly fields: string;
}

/** Failures that still count, in SQLite. */
export function failureStore(connection: Connection): FailureStore {
  const times = connection
    .prepare<[string], [string, EpochSeconds]>('SELECT id, time FROM failures WHERE jail = ? ORDER BY time')
    .raw();
  const select = connection.prepare<[string, EpochSeconds, string], Row>(
    'SELECT time, matches, fields FROM failures WHERE jail = ? AND time = ? AND id = ? ORDER BY number',
  );
  const insert = connection.prepare<[string, string, EpochSeconds, string, string]>(
    'INSERT INTO failures (jail, id, time, matches, fields) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = connection.prepare<[string, EpochSeconds, string]>(
    'DELETE FROM failures WHERE jail = ? AND time = ? AND id = ?',
  );
  return {
    times: (jail) => times.iterate(jail),
    failures: (jail, id, at) => inOrder(at).flatMap((time) => select.all(jail, time, id).map(fromRow)),
    add: (jail, id, { time, matches, fields }) =>
      void insert.run(jail, id, time, JSON.stringify(matches), JSON.stringify(fields)),
    forget: (jail, id, at) => inOrder(at).forEach((time) => remove.run(jail, time, id)),
  };
}

/** Each time once. */
function inOrder(times: readonly EpochSeconds[]): readonly EpochSeconds[] {
  return [...new Set(times)].sort((one, other) => one - other);
}

function fromRow({ time, matches, fields }: Row): KeptFailure {
  return { time, matches: JSON.parse(matches) as string[], fields: JSON.parse(fields) as KeptFailure['fields'] };
}
