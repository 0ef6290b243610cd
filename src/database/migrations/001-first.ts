/** Positions, failure windows and bans. Times are epoch seconds with fractions; JSON columns hold text arrays and objects. */
export const first = `
  CREATE TABLE file_positions (
    path TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    inode TEXT NOT NULL,
    offset INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    fingerprint_length INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE journal_positions (
    path TEXT PRIMARY KEY,
    cursor TEXT NOT NULL,
    time REAL NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- One row an id: the failures that still count, oldest first.
  CREATE TABLE failure_windows (
    jail TEXT NOT NULL,
    id TEXT NOT NULL,
    entries TEXT NOT NULL,
    PRIMARY KEY (jail, id)
  ) STRICT, WITHOUT ROWID;

  -- One row a ban; those that ended naturally stay as the id's history.
  CREATE TABLE bans (
    jail TEXT NOT NULL,
    id TEXT NOT NULL,
    time REAL NOT NULL,
    bantime REAL NOT NULL,
    bancount INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    matches TEXT NOT NULL,
    fields TEXT NOT NULL,
    active INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX active_bans ON bans (jail, id) WHERE active = 1;
  CREATE INDEX bans_of_id ON bans (jail, id);
`;
