import type { FailureStore } from './failure-store.js';
import { type KeptFailure, textLength } from './kept-failure.js';
import { spanOf, timesOf, type Window } from './window.js';

/** What happened to the window of one id since it was last saved. */
interface Change {
  /** True if the store has failures of this id. */
  readonly isStored: boolean;
  /** True if those are of a window that is over. */
  readonly isOther: boolean;
  /** Failures the store has yet to hear of. */
  readonly added: readonly KeptFailure[];
  /** The window as it is now, if it lost failures. */
  readonly trimmed?: Window;
}

/** While the store can't be written, texts of this many characters wait for it; of what comes then only times are kept. */
const mostText = 8 * 1024 * 1024;

/** What memory is ahead of the store: written by `save`, and forgotten once that is committed. */
export class Unsaved {
  readonly #jail: string;
  readonly #store: FailureStore;
  readonly #changes = new Map<string, Change>();
  #text = 0;

  constructor(jail: string, store: FailureStore) {
    this.#jail = jail;
    this.#store = store;
  }

  /** Notes one more failure of an id, the first of a window or not. */
  add(id: string, failure: KeptFailure, isFirst: boolean): void {
    const change = this.#changes.get(id) ?? { isStored: !isFirst, isOther: false, added: [] };
    this.#changes.set(id, { ...change, added: [...change.added, this.#fitting(failure)] });
  }

  /** Notes that a window lost failures; `window` is what is left. */
  trim(id: string, window: Window): void {
    const change = this.#changes.get(id) ?? { isStored: true, isOther: false, added: [] };
    const { from, to } = spanOf(window);
    const added = change.added.filter(({ time }) => time >= from && time <= to);
    this.#changes.set(id, { ...change, added, trimmed: window });
  }

  /** Notes that a window is over; what the store never heard of is forgotten at once. */
  close(id: string): void {
    if (this.#changes.get(id)?.isStored === false) this.#changes.delete(id);
    else this.#changes.set(id, { isStored: true, isOther: true, added: [] });
  }

  /** Notes that the store may have anything else of an id than its window; lines it has lost are lost. */
  rewrite(id: string, window: Window): void {
    const known = [...this.failures(id)];
    const added = timesOf(window).map((time) => {
      const at = known.findIndex((failure) => failure.time === time);
      const [failure] = at < 0 ? [] : known.splice(at, 1);
      return this.#fitting(failure ?? { time, matches: [], fields: {} });
    });
    this.#changes.set(id, { isStored: true, isOther: true, added });
  }

  /** All failures of the window of one id, in order of time; without those of a store that can't be read. */
  failures(id: string): readonly KeptFailure[] {
    const { isStored, isOther, added } = this.#changes.get(id) ?? { isStored: true, isOther: false, added: [] };
    const stored = isStored && !isOther ? this.#stored(id) : [];
    return [...stored, ...added].sort((one, other) => one.time - other.time);
  }

  save(): void {
    for (const [id, { isStored, isOther, added, trimmed }] of this.#changes) {
      if (isStored && isOther) this.#store.forget(this.#jail, id);
      else if (isStored && trimmed !== undefined) this.#store.forget(this.#jail, id, spanOf(trimmed));
      for (const failure of added) this.#store.add(this.#jail, id, failure);
    }
  }

  saved(): void {
    this.#changes.clear();
    this.#text = 0;
  }

  #fitting(failure: KeptFailure): KeptFailure {
    this.#text += textLength(failure);
    return this.#text <= mostText ? failure : { time: failure.time, matches: [], fields: {} };
  }

  #stored(id: string): readonly KeptFailure[] {
    try {
      return this.#store.failures(this.#jail, id);
    } catch {
      // A ban without its lines is better than none; that the store fails shows when it is written.
      return [];
    }
  }
}
