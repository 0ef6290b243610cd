import type { Failure } from '../filter/failure.js';
import type { EpochSeconds } from '../time/clock.js';
import type { NextTurn } from '../time/turns.js';
import type { FailTicket } from './fail-ticket.js';
import type { FailureStore } from './failure-store.js';
import { type KeptFailure, keptFailure, newestOf } from './kept-failure.js';
import { Unsaved } from './unsaved.js';
import { addToWindow, type Span, spanOf, spanOfBan, weighed, type Window } from './window.js';
import { Windows } from './windows.js';

/** The jail's options that decide when failures become a ban. */
export interface FailLimits {
  readonly maxretry: number;
  /** Seconds. */
  readonly findtime: number;
  readonly maxmatches: number;
}

/** Seconds by which a line may be late and still be counted by its own date (spec runtime §1.2). */
const lateness = 60;

/** Failures that are loaded in one go; what else waits gets in between. */
const loadedAtOnce = 1000;

/** A window with one more failure, and the times of those it lost by that. */
interface Grown {
  readonly window: EpochSeconds[];
  readonly lost: readonly EpochSeconds[];
}

/**
 * Counts the failures of one jail, by id, in exact sliding windows. Memory has their times only; lines and captures
 * are in the store, which is behind by what changed since the last `save`. A save that fails is simply repeated later.
 */
export class FailManager {
  readonly #jail: string;
  readonly #store: FailureStore;
  readonly #windows: Windows;
  readonly #unsaved: Unsaved;
  #limits: FailLimits;
  #total = 0;

  /** `seed`: an integer nobody outside knows, lest anybody chooses ids that are slow to find. */
  constructor(jail: string, limits: FailLimits, store: FailureStore, seed = 0) {
    this.#jail = jail;
    this.#store = store;
    this.#limits = limits;
    this.#unsaved = new Unsaved(jail, store);
    this.#windows = new Windows(seed);
  }

  /** Takes up the failures in the store. To be called once, before anything is added. */
  async load(nextTurn: NextTurn): Promise<void> {
    let loaded = 0;
    for (const [id, time] of this.#store.times(this.#jail)) {
      this.#keep(id, this.#grown(id, time));
      loaded += 1;
      if (loaded % loadedAtOnce === 0) await nextTurn();
    }
  }

  /**
   * Counts one failure; the ticket if it was the one too many. What follows in the same batch starts a new window (spec
   * runtime §2.2). `weightAt` says for how many failures one of a time stands: a whole number.
   */
  add(failure: Failure, weightAt?: (time: EpochSeconds) => number): FailTicket | undefined {
    this.#total += 1;
    const { id, time } = failure;
    this.#unsaved.add(id, keptFailure(failure, this.#limits.maxmatches));
    const { window, lost } = this.#grown(id, time);
    const span = spanOfBan(weightAt === undefined ? window : weighed(window, weightAt), time, this.#limits);
    if (span === undefined) {
      this.#keep(id, { window, lost });
      return undefined;
    }
    const ticket = this.#ticket(id, window, span);
    this.#close(id, [...lost, ...window]);
    return ticket;
  }

  /** The failures of an id that still count, oldest first. */
  of(id: string): readonly KeptFailure[] {
    const window = this.#windows.get(id);
    return window === undefined ? [] : this.#unsaved.failures(id, window);
  }

  /** Drops windows with which no failure can count any more, `most` at once; how many those were. */
  prune(now: EpochSeconds, most = Infinity): number {
    return this.#dropWhile((window) => Math.abs(now - spanOf(window).to) > this.#limits.findtime + lateness, most);
  }

  /** Drops the windows longest without a failure until the others take no more than `bytes`; how many those were. */
  shed(bytes: number): number {
    return this.#dropWhile(() => this.#windows.bytes > bytes, Infinity);
  }

  setLimits(limits: FailLimits): void {
    this.#limits = limits;
  }

  /** Writes what changed; call `saved` once that is committed. */
  save(): void {
    this.#unsaved.save();
  }

  saved(): void {
    this.#unsaved.saved();
  }

  /** Makes the next `save` write what the store lacks, which is another one now. */
  unsave(): void {
    const stored = new Map<string, number>();
    for (const [id] of this.#store.times(this.#jail)) stored.set(id, (stored.get(id) ?? 0) + 1);
    for (const [id, window] of this.#windows) {
      if (stored.get(id) !== window.length) this.#unsaved.rewrite(id, window);
    }
  }

  get limits(): FailLimits {
    return this.#limits;
  }

  /** Ids with failures that still count. */
  get currentlyFailed(): number {
    return this.#windows.count;
  }

  /** Bytes of memory that all windows take. */
  get bytes(): number {
    return this.#windows.bytes;
  }

  /** Failures counted since the start. */
  get totalFailed(): number {
    return this.#total;
  }

  #grown(id: string, time: EpochSeconds): Grown {
    const window = this.#windows.get(id) ?? [];
    return { window, lost: addToWindow(window, time, this.#limits.findtime) };
  }

  #keep(id: string, { window, lost }: Grown): void {
    this.#windows.set(id, window);
    if (lost.length > 0) this.#unsaved.lose(id, lost);
  }

  #close(id: string, times: readonly EpochSeconds[]): void {
    this.#windows.delete(id);
    this.#unsaved.lose(id, times);
  }

  #dropWhile(isOver: (window: Window) => boolean, most: number): number {
    let dropped = 0;
    for (let first = this.#windows.first(); first !== undefined && dropped < most; first = this.#windows.first()) {
      const [id, window] = first;
      if (!isOver(window)) break;
      this.#close(id, window);
      dropped += 1;
    }
    return dropped;
  }

  #ticket(id: string, window: Window, { from, to }: Span): FailTicket {
    const failures = this.#unsaved.failures(id, window).filter(({ time }) => time >= from && time <= to);
    return {
      jail: this.#jail,
      id,
      time: to,
      failures: window.filter((time) => time >= from && time <= to).length,
      matches: newestOf(
        failures.flatMap(({ matches }) => matches),
        this.#limits.maxmatches,
      ),
      fields: failures[0]?.fields ?? {},
    };
  }
}
