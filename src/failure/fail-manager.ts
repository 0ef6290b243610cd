import type { Failure } from '../filter/failure.js';
import type { EpochSeconds } from '../time/clock.js';
import type { FailTicket } from './fail-ticket.js';
import type { FailureStore, WindowChange } from './failure-store.js';
import { addToWindow, type FailureWindow, type WindowEntry, windowMatches } from './window.js';

/** The jail's options that decide when failures become a ban. */
export interface FailLimits {
  readonly maxretry: number;
  /** Seconds. */
  readonly findtime: number;
  readonly maxmatches: number;
}

/** What happened to a window since it was last saved. */
interface Change {
  /** True if the window that was saved is over; what there is now is another. */
  readonly isOther: boolean;
  readonly added: WindowEntry[];
}

/**
 * Counts the failures of one jail, by id, in exact sliding windows.
 * Memory is ahead of the store by what changed since the last `save`; a save that fails is simply repeated later.
 */
export class FailManager {
  readonly #jail: string;
  readonly #windows: Map<string, WindowEntry[]>;
  readonly #changed = new Map<string, Change>();
  readonly #store: FailureStore;
  #limits: FailLimits;
  #total = 0;

  constructor(jail: string, limits: FailLimits, store: FailureStore) {
    this.#jail = jail;
    this.#limits = limits;
    this.#store = store;
    this.#windows = new Map([...store.windows(jail)].map(([id, window]) => [id, [...window]]));
  }

  /** Counts one failure; the ticket if it was the one too many. What follows in the same batch starts a new window (spec runtime §2.2). */
  add(failure: Failure): FailTicket | undefined {
    this.#total += 1;
    const { id, time, matches, fields } = failure;
    const entry = { time, matches, fields };
    const window = this.#windows.get(id) ?? [];
    addToWindow(window, entry, this.#limits.findtime);
    if (window.length >= this.#limits.maxretry) {
      this.#close(id);
      return this.#ticket(id, window);
    }
    this.#windows.set(id, window);
    this.#note(id, entry);
    return undefined;
  }

  /** Drops the windows in which nothing counts any more. */
  prune(now: EpochSeconds): void {
    for (const [id, window] of this.#windows) {
      if ((window.at(-1)?.time ?? 0) < now - this.#limits.findtime) this.#close(id);
    }
  }

  setLimits(limits: FailLimits): void {
    this.#limits = limits;
  }

  /** Writes what changed; call `saved` once that is committed. */
  save(): void {
    for (const [id, change] of this.#changed) {
      this.#store.saveChange(this.#jail, id, changeOf(this.#windows.get(id), change));
    }
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

  #close(id: string): void {
    this.#windows.delete(id);
    this.#changed.set(id, { isOther: true, added: [] });
  }

  #note(id: string, entry: WindowEntry): void {
    const change = this.#changed.get(id);
    if (change === undefined) this.#changed.set(id, { isOther: false, added: [entry] });
    else change.added.push(entry);
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

function changeOf(window: FailureWindow | undefined, { isOther, added }: Change): WindowChange {
  const oldest = window?.[0]?.time ?? Infinity;
  // Some may have been too late, or are too old by now.
  return { from: isOther ? Infinity : oldest, added: added.filter(({ time }) => time >= oldest) };
}
