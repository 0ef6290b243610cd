import type { EpochSeconds } from '../time/clock.js';
import { hashOf, IdTable } from './id-table.js';
import type { Window } from './window.js';

/** Set in the length of an id whose record is over. */
const over = 0x8000_0000;
const fewestCells = 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Short windows by id, in order of their last arrivals.
 *
 * A million of them as objects would take hundreds of MiB and keep the garbage collector busy. So they are records in
 * one buffer: number of times, length of the id, times, id. An id that fails again gets a new one behind all others;
 * when the buffer is full, or nearly empty, it is written anew without those that are over.
 */
export class WindowRecords {
  readonly #seed: number;
  // Three views of the same bytes.
  #cells = new Float64Array(fewestCells);
  #words = new Uint32Array(this.#cells.buffer);
  #bytes = new Uint8Array(this.#cells.buffer);
  /** Where the first record is that may count, and where the last one ends; in cells of 8 bytes. */
  #start = 0;
  #end = 0;
  #live = 0;
  #count = 0;
  #ids: IdTable;
  #encoded: { readonly id: string; readonly bytes: Uint8Array } = { id: '', bytes: new Uint8Array() };

  /** `seed`, an integer, is for the hashes of ids. */
  constructor(seed: number) {
    this.#seed = seed;
    this.#ids = this.#table();
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** Bytes that they take. */
  get bytes(): number {
    return 8 * this.#live;
  }

  /** A list of its own. */
  get(id: string): EpochSeconds[] | undefined {
    const record = this.#ids.find(this.#encode(id));
    return record === undefined ? undefined : this.#window(record);
  }

  /** Gives an id another window, and puts it behind all others. */
  set(id: string, window: Window): void {
    this.delete(id);
    const key = this.#encode(id);
    const cells = 1 + window.length + Math.ceil(key.length / 8);
    if (this.#ids.isFull || this.#end + cells > this.#cells.length) this.#rebuild(cells);
    this.#words[2 * this.#end] = window.length;
    this.#words[2 * this.#end + 1] = key.length;
    this.#cells.set(window, this.#end + 1);
    this.#bytes.set(key, 8 * (this.#end + 1 + window.length));
    this.#ids.add(hashOf(this.#seed, key), this.#end);
    this.#end += cells;
    this.#live += cells;
    this.#count += 1;
  }

  delete(id: string): void {
    const record = this.#ids.remove(this.#encode(id));
    if (record === undefined) return;
    this.#live -= this.#cellsOf(record);
    this.#count -= 1;
    this.#words[2 * record + 1] = this.#lengthOf(record) | over;
    if (this.#live * 8 < this.#cells.length && this.#cells.length > fewestCells) this.#rebuild(0);
  }

  /** The one longest without a failure. */
  first(): readonly [id: string, window: Window] | undefined {
    while (this.#start < this.#end && this.#isOver(this.#start)) this.#start += this.#cellsOf(this.#start);
    return this.#start < this.#end ? this.#entry(this.#start) : undefined;
  }

  *[Symbol.iterator](): Generator<readonly [id: string, window: Window]> {
    for (let record = this.#start; record < this.#end; record += this.#cellsOf(record)) {
      if (!this.#isOver(record)) yield this.#entry(record);
    }
  }

  #entry(record: number): readonly [id: string, window: Window] {
    return [decoder.decode(this.#key(record)), this.#window(record)];
  }

  #window(record: number): EpochSeconds[] {
    const window: EpochSeconds[] = [];
    for (let at = record + 1; at <= record + this.#timesIn(record); at++) window.push(this.#cells[at] ?? 0);
    return window;
  }

  #timesIn(record: number): number {
    return this.#words[2 * record] ?? 0;
  }

  #lengthOf(record: number): number {
    return (this.#words[2 * record + 1] ?? 0) & ~over;
  }

  #isOver(record: number): boolean {
    return ((this.#words[2 * record + 1] ?? 0) & over) !== 0;
  }

  #cellsOf(record: number): number {
    return 1 + this.#timesIn(record) + Math.ceil(this.#lengthOf(record) / 8);
  }

  #key(record: number): Uint8Array {
    const from = this.#keyAt(record);
    return this.#bytes.subarray(from, from + this.#lengthOf(record));
  }

  #keyAt(record: number): number {
    return 8 * (record + 1 + this.#timesIn(record));
  }

  /** The same id comes several times in a row. */
  #encode(id: string): Uint8Array {
    if (this.#encoded.id !== id) this.#encoded = { id, bytes: encode(id) };
    return this.#encoded.bytes;
  }

  #table(): IdTable {
    return new IdTable(this.#seed, Math.max(16, 2 * this.#count), (record, id) => this.#isOf(record, id));
  }

  #isOf(record: number, id: Uint8Array): boolean {
    if (this.#lengthOf(record) !== id.length) return false;
    const from = this.#keyAt(record);
    for (let at = 0; at < id.length; at++) if (this.#bytes[from + at] !== id[at]) return false;
    return true;
  }

  /** Writes those that count into a buffer with room for half as many more, and for so many cells besides. */
  #rebuild(cells: number): void {
    const compact = new Float64Array(Math.max(fewestCells, Math.ceil(this.#live * 1.5) + cells));
    const words = new Uint32Array(compact.buffer);
    const [ids, start, end] = [this.#table(), this.#start, this.#end];
    let to = 0;
    for (let record = start, next = start; record < end; record = next) {
      next = record + this.#cellsOf(record);
      if (this.#isOver(record)) continue;
      ids.add(hashOf(this.#seed, this.#bytes, this.#keyAt(record), this.#lengthOf(record)), to);
      for (let word = 2 * record; word < 2 * next; word++) words[2 * to + word - 2 * record] = this.#words[word] ?? 0;
      to += next - record;
    }
    this.#cells = compact;
    this.#words = words;
    this.#bytes = new Uint8Array(compact.buffer);
    this.#ids = ids;
    this.#start = 0;
    this.#end = to;
  }
}

/** UTF-8. */
function encode(id: string): Uint8Array {
  const bytes = new Uint8Array(id.length);
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    // Hardly ever: the encoder is slow with texts as short as these.
    if (code > 0x7f) return encoder.encode(id);
    bytes[at] = code;
  }
  return bytes;
}
