import { readFileSync } from 'node:fs';
import { isDamage } from './damage.js';
import type { Connection } from './connection.js';
import { openDatabase } from './open-database.js';
import { Database } from './sqlite.js';

/** Opens a damaged database to read what can be read of it, and changes nothing. */
export function openDamaged(file: string): Connection {
  const connection = lenient(new Database(file, { readonly: true }));
  try {
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return connection;
  } catch (error) {
    connection.close();
    if (!isDamage(error)) throw error;
    return lenient(new Database(withFirstPage(readFileSync(file))));
  }
}

/** Lets SQLite read a file that is shorter than its header says. */
function lenient(connection: Connection): Connection {
  connection.unsafeMode(true);
  connection.pragma('writable_schema = ON');
  return connection;
}

/**
 * The first page, of header and schema, is the same in every database of the present schema: where it can't be read,
 * that of a new one is put in its place.
 */
function withFirstPage(content: Buffer): Buffer {
  const model = openDatabase(':memory:');
  const image = model.serialize();
  model.close();
  const pageSize = image.readUInt16BE(16);
  const first = image.subarray(0, pageSize);
  // Rows of pages that hang in the air now are given up: a page count, free list or change counter would be the model's.
  first.fill(0, 24, 40);
  first.writeUInt32BE(Math.floor(content.length / pageSize), 28);
  return Buffer.concat([first, content.subarray(pageSize)]);
}
