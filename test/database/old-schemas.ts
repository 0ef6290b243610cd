/**
 * What earlier versions of tsban made their databases with, word for word, and what they may have held: one window, one
 * ban in force, one that is over, a position.
 */
interface OldSchema {
  readonly version: number;
  readonly sql: string;
}

const positionsAndBans = `
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
  INSERT INTO file_positions VALUES ('/var/log/auth.log', '2049', '17', 4711, 'ab', 2);
  INSERT INTO journal_positions VALUES ('systemd-journal', 's=1;i=2', 1795247979.5);
  INSERT INTO bans VALUES ('sshd', '203.0.113.1', 1795247979, 600, 2, 5, '["a line"]', '{"user":"root"}', 1);
  INSERT INTO bans VALUES ('sshd', '203.0.113.1', 1795240000, 600, 1, 5, '[]', '{}', 0);
`;

const windows = `
  CREATE TABLE failure_windows (
    jail TEXT NOT NULL,
    id TEXT NOT NULL,
    entries TEXT NOT NULL,
    PRIMARY KEY (jail, id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO failure_windows VALUES ('sshd', '203.0.113.2', '[
    {"time":1795247978,"matches":["one","two"],"fields":{"user":"root","users":["root","joe"]}},
    {"time":1795247979.5,"matches":[],"fields":{}}]');
`;

const failures = `
  CREATE TABLE failures (
    number INTEGER PRIMARY KEY,
    jail TEXT NOT NULL,
    id TEXT NOT NULL,
    time REAL NOT NULL,
    matches TEXT NOT NULL,
    fields TEXT NOT NULL
  ) STRICT;
  CREATE INDEX failures_of_id ON failures (jail, id, time);
  INSERT INTO failures VALUES (3, 'sshd', '203.0.113.2', 1795247979.5, '[]', '{}');
  INSERT INTO failures VALUES
    (7, 'sshd', '203.0.113.2', 1795247978, '["one","two"]', '{"user":"root","users":["root","joe"]}');
`;

const olderFiles = `
  CREATE TABLE older_files (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    device TEXT NOT NULL,
    inode TEXT NOT NULL,
    offset INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    fingerprint_length INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX older_files_of_path ON older_files (path);
  CREATE INDEX older_files_by_inode ON older_files (inode);
  CREATE INDEX file_positions_by_inode ON file_positions (inode);
`;

const ages = `
  CREATE INDEX bans_by_end ON bans (time + max(bantime, 0)) WHERE active = 0 OR bantime >= 0;
  ALTER TABLE file_positions ADD COLUMN gone_since REAL;
`;

const failuresByTime = `
  DROP INDEX failures_of_id;
  CREATE INDEX failures_by_time ON failures (jail, time, id);
`;

const marked = (version: number) => `PRAGMA user_version = ${version}; PRAGMA application_id = 1953718894;`;

export const oldSchemas: readonly OldSchema[] = [
  { version: 1, sql: `${positionsAndBans}${windows}PRAGMA user_version = 1;` },
  { version: 2, sql: `${positionsAndBans}${failures}PRAGMA user_version = 2;` },
  { version: 3, sql: `${positionsAndBans}${failures}${olderFiles}PRAGMA user_version = 3;` },
  { version: 4, sql: `${positionsAndBans}${failures}${olderFiles}${ages}${marked(4)}` },
  { version: 5, sql: `${positionsAndBans}${failures}${olderFiles}${ages}${failuresByTime}${marked(5)}` },
];
