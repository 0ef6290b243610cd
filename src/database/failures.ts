import type { FailureStore } from '../failure/failure-store.js';
import type { KeptFailure } from '../failure/kept-failure.js';
import type { EpochSeconds } from '../time/clock.js';
import type { Connection } from './connection.js';
import { readJson } from './json-column.js';

interface Row {
  readonly time: number;
  readonly matches: string;
  readonly fields: string;
}

/** A database this large has no room for texts of failures any more; their times still count. In bytes. */
const mostBytes = 512 * 1024 * 1024;

/** How many failures are added between two looks at the size. */
const lookEvery = 1000;

/** Failures that still count, in SQLite; without their texts while the database is larger than `most` bytes. */
export function failureStore(connection: Connection, most = mostBytes): FailureStore {
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
  let [added, isFull] = [0, false];
  return {
    times: (jail) => times.iterate(jail),
    failures: (jail, id, at) => inOrder(at).flatMap((time) => select.all(jail, time, id).map(fromRow)),
    add(jail, id, { time, matches, fields }) {
      if (added % lookEvery === 0) isFull = bytesIn(connection) > most;
      added += 1;
      const texts = isFull ? (['[]', '{}'] as const) : ([JSON.stringify(matches), JSON.stringify(fields)] as const);
      insert.run(jail, id, time, ...texts);
    },
    forget: (jail, id, at) => inOrder(at).forEach((time) => remove.run(jail, time, id)),
  };
}

/** Without the pages that are free. */
function bytesIn(connection: Connection): number {
  const value = (pragma: string) => Number(connection.pragma(pragma, { simple: true }));
  return (value('page_count') - value('freelist_count')) * value('page_size');
}

/** Each time once. */
function inOrder(times: readonly EpochSeconds[]): readonly EpochSeconds[] {
  return [...new Set(times)].sort((one, other) => one - other);
}

function fromRow({ time, matches, fields }: Row): KeptFailure {
  return { time, matches: readJson(matches, []), fields: readJson(fields, {}) };
}
