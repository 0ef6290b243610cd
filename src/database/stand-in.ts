import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from './connection.js';
import { openDatabase } from './open-database.js';
import { salvage } from './salvage.js';

/** A database in memory that holds what a file does which can't be written: by way of a copy, since reading needs files beside it. */
export function standIn(file: string): Connection {
  const inMemory = openDatabase(':memory:');
  if (!existsSync(file)) return inMemory;
  const directory = mkdtempSync(join(tmpdir(), 'tsban-'));
  try {
    const copy = join(directory, 'copy.sqlite3');
    for (const ending of ['', '-wal']) {
      if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending);
    }
    const copied = openDatabase(copy);
    salvage(copied, inMemory);
    copied.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
  return inMemory;
}
