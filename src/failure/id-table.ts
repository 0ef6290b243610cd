const [free, removed, firstRecord] = [0, 1, 2];

/** Which record is whose: a hash table with room for so many ids, whose texts are in the records themselves. */
export class IdTable {
  readonly #seed: number;
  readonly #slots: Uint32Array;
  readonly #isOf: (record: number, id: Uint8Array) => boolean;
  #taken = 0;

  constructor(seed: number, room: number, isOf: (record: number, id: Uint8Array) => boolean) {
    this.#seed = seed;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(room * 1.5)));
    this.#isOf = isOf;
  }

  /** True if no more may be added: searches end at a free slot. */
  get isFull(): boolean {
    return this.#taken * 4 >= this.#slots.length * 3;
  }

  find(id: Uint8Array): number | undefined {
    const slot = this.#slotOf(id);
    return slot === undefined ? undefined : (this.#slots[slot] ?? 0) - firstRecord;
  }

  /** Adds an id that is not in it by its hash. */
  add(hash: number, record: number): void {
    let slot = this.#first(hash);
    while (this.#slots[slot] !== free) slot = this.#next(slot);
    this.#slots[slot] = record + firstRecord;
    this.#taken += 1;
  }

  remove(id: Uint8Array): number | undefined {
    const slot = this.#slotOf(id);
    if (slot === undefined) return undefined;
    const record = (this.#slots[slot] ?? 0) - firstRecord;
    this.#slots[slot] = removed;
    return record;
  }

  #slotOf(id: Uint8Array): number | undefined {
    for (let slot = this.#first(hashOf(this.#seed, id)); ; slot = this.#next(slot)) {
      const value = this.#slots[slot] ?? free;
      if (value === free) return undefined;
      if (value !== removed && this.#isOf(value - firstRecord, id)) return slot;
    }
  }

  #first(hash: number): number {
    return hash & (this.#slots.length - 1);
  }

  #next(slot: number): number {
    return this.#first(slot + 1);
  }
}

/**
 * The hash of an id that is so many bytes from `from` on: FNV-1a, stirred, since its lowest bits choose the slot. Begun
 * with a seed that nobody knows, so that addresses can't be chosen to have all the same.
 */
export function hashOf(seed: number, bytes: Uint8Array, from = 0, length = bytes.length): number {
  let hash = 0x811c_9dc5 ^ seed;
  for (let at = from; at < from + length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b);
  return hash ^ (hash >>> 13);
}
