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

/** Of all failures of a jail so many are read in one go. */
const page = 1000;

/** How many failures are added between two looks at the size. */
const lookEvery = 1000;

/** Id, time and number of a failure: what all of a jail are in order of. */
export interface FailureKey {
  readonly id: string;
  readonly time: EpochSeconds;
  readonly number: number;
}

/** Failures that still count, page by page too: as long as a statement is under way, the connection can do nothing else. */
export interface FailureTable extends FailureStore {
  /** The next failures of a jail behind one of them, none at the end. */
  page(jail: string, behind: FailureKey): readonly FailureKey[];
}

/** The table in SQLite; without their texts while the database is larger than `most` bytes. */
export function failureStore(connection: Connection, most = mostBytes): FailureTable {
  const keys = connection.prepare<[FailureKey & { jail: string }], FailureKey>(
    `SELECT id, time, number FROM failures
     WHERE jail = :jail AND (time, id, number) > (:time, :id, :number)
     ORDER BY time, id, number LIMIT ${page}`,
  );
  const select = connection.prepare<[string, EpochSeconds, string], Row>(
    'SELECT time, matches, fields FROM failures WHERE jail = ? AND time = ? AND id = ? ORDER BY number',
  );
  const insert = connection.prepare<[string, string, EpochSeconds, string, string]>(
    'INSERT INTO failures (jail, id, time, matches, fields) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = connection.prepare<[string, EpochSeconds, string]>(
    'DELETE FROM failures WHERE jail = ? AND time = ? AND id = ?',
  );
  const nextPage = (jail: string, behind: FailureKey) => keys.all({ jail, ...behind });
  let [added, isFull] = [0, false];
  return {
    times: (jail) => timesIn((behind) => nextPage(jail, behind)),
    page: nextPage,
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

/** Ids and times of failures that are read page by page, each page when it is needed. */
export function* timesIn(nextPage: (behind: FailureKey) => readonly FailureKey[]): ReturnType<FailureStore['times']> {
  let last: FailureKey | undefined = { id: '', time: -Infinity, number: 0 };
  while (last !== undefined) {
    const keys = nextPage(last);
    for (const { id, time } of keys) yield [id, time];
    last = keys.at(-1);
  }
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
