import type { EpochSeconds } from '../time/clock.js';
import type { FailureStore } from './failure-store.js';
import { type KeptFailure, textLength } from './kept-failure.js';
import type { Window } from './window.js';

/** What happened to the window of one id since it was last saved. */
interface Change {
  /** Times of failures the store has and is to forget. */
  readonly lost: EpochSeconds[];
  /** Failures the store has yet to hear of. */
  added: KeptFailure[];
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

  /** Notes one more failure of an id. */
  add(id: string, failure: KeptFailure): void {
    this.#changeOf(id).added.push(this.#fitting(failure));
  }

  /** Notes that failures of an id no longer count; what the store never heard of is forgotten at once. */
  lose(id: string, times: readonly EpochSeconds[]): void {
    const change = this.#changeOf(id);
    for (const time of without(times, change.added)) change.lost.push(time);
    change.added = change.added.filter(({ time }) => !times.includes(time));
    if (change.lost.length + change.added.length === 0) this.#changes.delete(id);
  }

  /** Notes that the store may have anything else of an id than its window; lines it has lost are lost. */
  rewrite(id: string, window: Window): void {
    const known = this.failures(id, window);
    const blank = without(window, known).map((time): KeptFailure => ({ time, matches: [], fields: {} }));
    this.#changes.set(id, { lost: [...window], added: [...known, ...blank].map((failure) => this.#fitting(failure)) });
  }

  /** All failures of the window of one id, in order of time; without those of a store that can't be read. */
  failures(id: string, window: Window): readonly KeptFailure[] {
    const added = this.#changes.get(id)?.added ?? [];
    const stored = this.#stored(id, without(window, added));
    return [...stored, ...added].sort((one, other) => one.time - other.time);
  }

  save(): void {
    for (const [id, { lost, added }] of this.#changes) {
      if (lost.length > 0) this.#store.forget(this.#jail, id, lost);
      for (const failure of added) this.#store.add(this.#jail, id, failure);
    }
  }

  saved(): void {
    this.#changes.clear();
    this.#text = 0;
  }

  #changeOf(id: string): Change {
    const known = this.#changes.get(id);
    if (known !== undefined) return known;
    const change: Change = { lost: [], added: [] };
    this.#changes.set(id, change);
    return change;
  }

  #fitting(failure: KeptFailure): KeptFailure {
    this.#text += textLength(failure);
    return this.#text <= mostText ? failure : { time: failure.time, matches: [], fields: {} };
  }

  #stored(id: string, times: readonly EpochSeconds[]): readonly KeptFailure[] {
    try {
      return this.#store.failures(this.#jail, id, times);
    } catch {
      // A ban without its lines is better than none; that the store fails shows when it is written.
      return [];
    }
  }
}

/** The times that are left when each of these failures takes away one. */
function without(times: readonly EpochSeconds[], failures: readonly KeptFailure[]): readonly EpochSeconds[] {
  const left = [...times];
  for (const { time } of failures) {
    const at = left.indexOf(time);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}
