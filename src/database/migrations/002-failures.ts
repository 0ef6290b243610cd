/** One row a failure, so that a batch adds to a window without writing it anew. */
export const failures = `
  CREATE TABLE failures (
    number INTEGER PRIMARY KEY,
    jail TEXT NOT NULL,
    id TEXT NOT NULL,
    time REAL NOT NULL,
    matches TEXT NOT NULL,
    fields TEXT NOT NULL
  ) STRICT;
  CREATE INDEX failures_of_id ON failures (jail, id, time);

  INSERT INTO failures (jail, id, time, matches, fields)
    SELECT jail, failure_windows.id, value ->> 'time', value -> 'matches', value -> 'fields'
    FROM failure_windows, json_each(entries)
    ORDER BY jail, failure_windows.id, key;
  DROP TABLE failure_windows;
`;
