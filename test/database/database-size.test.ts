import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { databaseSize } from '../../src/database/database-size.js';
import { openDatabase } from '../../src/database/open-database.js';

const fill =
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT hex(randomblob(500)) FROM n';

it('is what the file and its write-ahead log take', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-size-'));
  const file = join(directory, 'db');
  const connection = openDatabase(file);
  onTestFinished(() => {
    connection.close();
    rmSync(directory, { recursive: true });
  });
  connection.exec(`CREATE TABLE t (x TEXT); ${fill}`);
  expect(databaseSize(connection).main).toBeGreaterThan(1_000_000);
  expect(databaseSize(connection).wal).toBe(statSync(`${file}-wal`).size);
  expect(databaseSize(connection).wal).toBeGreaterThan(1_000_000);
  connection.pragma('wal_checkpoint(TRUNCATE)');
  expect(databaseSize(connection)).toEqual({ main: statSync(file).size, wal: 0 });
});

it('of one in memory is what that takes', () => {
  const connection = openDatabase(':memory:');
  connection.exec(`CREATE TABLE t (x TEXT); ${fill}`);
  const { main, wal } = databaseSize(connection);
  expect(main).toBeGreaterThan(1_000_000);
  expect(wal).toBe(0);
});
