/** Files that were at a path before and may still be written to, oldest first, and a quick way from a file to its path. */
export const olderFiles = `
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
