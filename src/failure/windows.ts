import type { EpochSeconds } from '../time/clock.js';
import type { Window } from './window.js';
import { WindowRecords } from './window-records.js';

/** Records are written anew with each failure: longer windows are kept as lists. */
const longest = 16;

interface Long {
  window: EpochSeconds[];
  bytes: number;
}

/** The windows of all ids of a jail, in order of their last arrivals. */
export class Windows {
  /** Of long windows too, but of those only the last time. */
  readonly #records: WindowRecords;
  readonly #long = new Map<string, Long>();
  #longBytes = 0;

  /** `seed`, an integer, is for the hashes of ids. */
  constructor(seed: number) {
    this.#records = new WindowRecords(seed);
  }

  /** How many there are. */
  get count(): number {
    return this.#records.count;
  }

  /** Bytes that they take. */
  get bytes(): number {
    return this.#records.bytes + this.#longBytes;
  }

  /** To be changed only by who sets it again. */
  get(id: string): EpochSeconds[] | undefined {
    return this.#long.get(id)?.window ?? this.#records.get(id);
  }

  /** Gives an id another window, and puts it behind all others. */
  set(id: string, window: EpochSeconds[]): void {
    if (window.length > longest) this.#setLong(id, window);
    else this.#deleteLong(id);
    this.#records.set(id, window.length > longest ? window.slice(-1) : window);
  }

  delete(id: string): void {
    this.#deleteLong(id);
    this.#records.delete(id);
  }

  /** The one longest without a failure. */
  first(): readonly [id: string, window: Window] | undefined {
    const first = this.#records.first();
    return first === undefined ? undefined : this.#whole(first);
  }

  *[Symbol.iterator](): Generator<readonly [id: string, window: Window]> {
    for (const entry of this.#records) yield this.#whole(entry);
  }

  #whole([id, window]: readonly [id: string, window: Window]): readonly [id: string, window: Window] {
    return [id, this.#long.get(id)?.window ?? window];
  }

  #setLong(id: string, window: EpochSeconds[]): void {
    const bytes = 8 * window.length;
    const long = this.#long.get(id);
    this.#longBytes += bytes - (long?.bytes ?? 0);
    // An id is cut out of its line, and would keep all of it in memory.
    if (long === undefined) this.#long.set(structuredClone(id), { window, bytes });
    else [long.window, long.bytes] = [window, bytes];
  }

  #deleteLong(id: string): void {
    this.#longBytes -= this.#long.get(id)?.bytes ?? 0;
    this.#long.delete(id);
  }
}
