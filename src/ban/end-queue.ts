import type { EpochSeconds } from '../time/clock.js';

interface Entry {
  readonly id: string;
  readonly end: EpochSeconds;
}

/** Ids by when their bans end, the next one first: a binary heap. */
export class EndQueue {
  readonly #heap: Entry[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(entry: Entry): void {
    let at = this.#heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || above.end <= entry.end) break;
      this.#heap[at] = above;
      at = parent;
    }
    this.#heap[at] = entry;
  }

  first(): Entry | undefined {
    return this.#heap[0];
  }

  /** Takes the first one out. */
  shift(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let at = 0;
    for (let child = this.#lesserChild(at); child !== undefined; child = this.#lesserChild(at)) {
      if (child.entry.end >= last.end) break;
      this.#heap[at] = child.entry;
      at = child.at;
    }
    this.#heap[at] = last;
  }

  #lesserChild(parent: number): { readonly at: number; readonly entry: Entry } | undefined {
    const at = 2 * parent + 1;
    const [left, right] = [this.#heap[at], this.#heap[at + 1]];
    if (left === undefined) return undefined;
    return right !== undefined && right.end < left.end ? { at: at + 1, entry: right } : { at, entry: left };
  }
}
