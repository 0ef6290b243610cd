import type { Failure } from '../filter/failure.js';
import type { EpochSeconds } from '../time/clock.js';
import type { FailTicket } from './fail-ticket.js';
import type { FailureStore } from './failure-store.js';
import { addToWindow, type FailureWindow, windowMatches } from './window.js';

/** The jail's options that decide when failures become a ban. */
export interface FailLimits {
  readonly maxretry: number;
  /** Seconds. */
  readonly findtime: number;
  readonly maxmatches: number;
}

/**
 * Counts the failures of one jail, by id, in exact sliding windows.
 * Memory is ahead of the store by what changed since the last `save`; a save that fails is simply repeated later.
 */
export class FailManager {
  readonly #jail: string;
  readonly #windows: Map<string, FailureWindow>;
  readonly #changed = new Set<string>();
  readonly #store: FailureStore;
  #limits: FailLimits;
  #total = 0;

  constructor(jail: string, limits: FailLimits, store: FailureStore) {
    this.#jail = jail;
    this.#limits = limits;
    this.#store = store;
    this.#windows = new Map(store.windows(jail));
  }

  /** Counts one failure; the ticket if it was the one too many. What follows in the same batch starts a new window (spec runtime §2.2). */
  add(failure: Failure): FailTicket | undefined {
    this.#total += 1;
    this.#changed.add(failure.id);
    const { time, matches, fields } = failure;
    const window = addToWindow(this.#windows.get(failure.id) ?? [], { time, matches, fields }, this.#limits.findtime);
    if (window.length < this.#limits.maxretry) {
      this.#windows.set(failure.id, window);
      return undefined;
    }
    this.#windows.delete(failure.id);
    return this.#ticket(failure.id, window);
  }

  /** Drops the windows in which nothing counts any more. */
  prune(now: EpochSeconds): void {
    for (const [id, window] of this.#windows) {
      if ((window.at(-1)?.time ?? 0) < now - this.#limits.findtime) {
        this.#windows.delete(id);
        this.#changed.add(id);
      }
    }
  }

  setLimits(limits: FailLimits): void {
    this.#limits = limits;
  }

  /** Writes what changed; call `saved` once that is committed. */
  save(): void {
    for (const id of this.#changed) this.#store.saveWindow(this.#jail, id, this.#windows.get(id));
  }

  saved(): void {
    this.#changed.clear();
  }

  get limits(): FailLimits {
    return this.#limits;
  }

  /** Ids with failures that still count. */
  get currentlyFailed(): number {
    return this.#windows.size;
  }

  /** Failures counted since the start. */
  get totalFailed(): number {
    return this.#total;
  }

  #ticket(id: string, window: FailureWindow): FailTicket {
    return {
      jail: this.#jail,
      id,
      time: window.at(-1)?.time ?? 0,
      failures: window.length,
      matches: windowMatches(window, this.#limits.maxmatches),
      fields: window[0]?.fields ?? {},
    };
  }
}
