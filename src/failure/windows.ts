import { timesOf, type Window } from './window.js';

/** The windows of all ids of a jail, those whose last failure came first in front. */
export class Windows {
  readonly #byId = new Map<string, Window>();
  #size = 0;

  get(id: string): Window | undefined {
    return this.#byId.get(id);
  }

  /** Puts the window of an id to the back. */
  set(id: string, window: Window): void {
    this.delete(id);
    this.#byId.set(ownText(id), window);
    this.#size += sizeOf(id, window);
  }

  delete(id: string): void {
    const known = this.#byId.get(id);
    if (known === undefined) return;
    this.#byId.delete(id);
    this.#size -= sizeOf(id, known);
  }

  get count(): number {
    return this.#byId.size;
  }

  /** What they take of memory, as if each were small: a long id, or one with many failures, is as many as it has room for. */
  get size(): number {
    return this.#size;
  }

  /** Ids and windows, those in front first. */
  [Symbol.iterator](): Iterator<readonly [string, Window]> {
    return this.#byId.entries();
  }
}

/** One more for every 64 bytes of id and times. */
function sizeOf(id: string, window: Window): number {
  const bytes = id.length + 8 * timesOf(window).length;
  return 1 + Math.floor(bytes / 64);
}

/** An id is cut out of its line, and would keep all of it in memory. */
function ownText(id: string): string {
  return structuredClone(id);
}
