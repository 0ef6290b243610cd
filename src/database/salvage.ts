import type { Connection } from './connection.js';
import { Database } from './sqlite.js';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/** How many rows of each table were taken over, and whether there may have been more. */
export interface Salvage {
  readonly rows: Readonly<Record<string, number>>;
  readonly isComplete: boolean;
}

/** What matters most first; `key` is what rows are found by. */
const tables = [
  { table: 'bans', key: 'rowid' },
  { table: 'file_positions', key: 'path' },
  { table: 'older_files', key: 'rowid' },
  { table: 'journal_positions', key: 'path' },
  { table: 'failures', key: 'rowid' },
] as const;

/** Between two readable places at most this many rows are given up rather than tried one by one. */
const smallestGap = 8;

/** A table is given up after this many places in a row where nothing can be read. */
const mostFruitless = 500;

/** Copies all that can be read of one database, damaged as it may be, into another that is sound. Throws what writing throws. */
export function salvage(from: Connection, to: Connection): Salvage {
  const rows: Record<string, number> = {};
  let isComplete = true;
  to.transaction(() => {
    for (const { table, key } of tables) {
      const reader = new Reader(from, table, key);
      rows[table] = copy(reader, to, table);
      isComplete &&= reader.isComplete;
      if (table === 'bans' && !isComplete) rows[table] += copyFromIndex(from, to);
    }
  })();
  return { rows, isComplete };
}

function copy(reader: Reader, to: Connection, table: string): number {
  const columns = to.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const names = reader.columns().filter((name) => columns.includes(name));
  if (names.length === 0) reader.isComplete = false;
  if (names.length === 0) return 0;
  const values = names.map((name) => `:${name}`).join(', ');
  const insert = to.prepare<[Row]>(`INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${values})`);
  let copied = 0;
  for (const row of reader.rows()) {
    const isCopied = isSound(row) && inserted(() => insert.run(row));
    if (isCopied) copied += 1;
    else reader.isComplete = false;
  }
  return copied;
}

/** False where a row is there already, or has values that its columns can't have. */
function inserted(insert: () => { readonly changes: number }): boolean {
  try {
    return insert().changes > 0;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false;
    throw error;
  }
}

/** Bans in force, without what they came from. */
function copyFromIndex(from: Connection, to: Connection): number {
  const select = `SELECT jail, id, time, bantime, bancount FROM bans INDEXED BY bans_in_force WHERE active = 1`;
  const insert = to.prepare<[Row]>(`INSERT OR IGNORE INTO bans
    (jail, id, time, bantime, bancount, failures, matches, fields, active)
    VALUES (:jail, :id, :time, :bantime, :bancount, 0, '[]', '{}', 1)`);
  let copied = 0;
  try {
    for (const row of from.prepare<[], Row>(select).iterate()) {
      if (isSound(row) && inserted(() => insert.run(row))) copied += 1;
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return copied;
}

/** Reads what can be read of a table: from its front up to the damage, from its end back to it, and likewise in between. */
class Reader {
  isComplete = true;
  readonly #from: Connection;
  readonly #table: string;
  readonly #key: 'rowid' | 'path';
  #fruitless = 0;

  constructor(from: Connection, table: string, key: 'rowid' | 'path') {
    this.#from = from;
    this.#table = table;
    this.#key = key;
  }

  /** None where the table is missing or of its schema nothing can be read. */
  columns(): readonly string[] {
    const select = 'SELECT name FROM pragma_table_info(?)';
    return this.#guarded([], () => this.#from.prepare<[string], string>(select).pluck().all(this.#table));
  }

  *rows(): Generator<Row> {
    yield* this.#key === 'rowid' ? this.#between(-1, Number.MAX_SAFE_INTEGER) : this.#between('', '\u{10ffff}');
  }

  *#between(low: Value, high: Value): Generator<Row> {
    const last = yield* this.#run('ASC', low, high);
    if (last === 'end') return;
    const first = yield* this.#run('DESC', last, high);
    if (first === 'end' || typeof last !== 'number' || typeof first !== 'number') return;
    if (first - last <= smallestGap || this.#fruitless > mostFruitless) return;
    const middle = Math.floor((last + first) / 2);
    yield* this.#between(last, middle);
    yield* this.#between(middle - 1, first);
  }

  /** Rows with keys between two others; returns the key of the last one before damage, or `end`. */
  *#run(order: 'ASC' | 'DESC', low: Value, high: Value): Generator<Row, Value> {
    const start = order === 'ASC' ? low : high;
    let key = start;
    try {
      const sql = `SELECT ${this.#key} AS key_of_row, * FROM ${this.#table} NOT INDEXED
        WHERE ${this.#key} > ? AND ${this.#key} < ? ORDER BY ${this.#key} ${order}`;
      for (const { key_of_row: at = null, ...row } of this.#from.prepare<[Value, Value], Row>(sql).iterate(low, high)) {
        // Out of order a damaged tree could lead in circles.
        if (typeof at === 'number' && !isBetween(at, order === 'ASC' ? [key, high] : [low, key])) {
          throw new Database.SqliteError('keys are out of order', 'SQLITE_CORRUPT');
        }
        key = at;
        yield row;
      }
      return 'end';
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.isComplete = false;
      this.#fruitless = key === start ? this.#fruitless + 1 : 0;
      return key;
    }
  }

  #guarded<Result>(otherwise: Result, read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.isComplete = false;
      return otherwise;
    }
  }
}

/** Whatever SQLite says of what it reads: damage, sectors that can't be read, a schema without what should be in it. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Database.SqliteError;
}

function isBetween(key: number, [low, high]: readonly [Value, Value]): boolean {
  return key > Number(low) && key < Number(high);
}

/** What damage that SQLite doesn't notice makes of texts. */
const garbled = /[\p{Cc}\ufffd]/u;

/** True unless a row shows that it was written over. */
function isSound(row: Row): boolean {
  return Object.entries(row).every(([column, value]) => {
    if (column === 'matches' || column === 'fields') return isJson(value);
    if (column === 'id' || column === 'jail') return typeof value === 'string' && !garbled.test(value);
    return column === 'gone_since' || typeof value === 'string' || Number.isFinite(value);
  });
}

function isJson(value: Value): boolean {
  try {
    return typeof value === 'string' && typeof JSON.parse(value) === 'object';
  } catch {
    return false;
  }
}
