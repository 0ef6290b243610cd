import type { EpochSeconds } from '../time/clock.js';
import { JournalBatches } from './journal-batches.js';
import { compareCursors, isCursor } from './journal-cursor.js';
import type { JournalEntry } from './journal-entry.js';
import { fitsMatch, type JournalMatch } from './journal-match.js';
import type { Sink } from './sink.js';

export interface JournalLaneOptions {
  /** Names it in batches and positions. */
  readonly path: string;
  readonly match: JournalMatch;
  /** Saved before, if it was; nothing up to there comes again. */
  readonly position: Place | undefined;
  /** Nothing older is wanted. */
  readonly since: EpochSeconds;
}

/** A place in the journal. */
export type Place = Pick<JournalEntry, 'cursor' | 'time'>;

/** Where a lane has to be read from: its place, or a time if it has none or wants nothing that old. */
export type LaneStart = ({ readonly kind: 'cursor' } & Place) | { readonly kind: 'since'; readonly time: EpochSeconds };

/** Seconds after which it is saved how far a lane has come although nothing that came since fits. */
const saveAfter = 10;

/**
 * What one subscriber gets of a journal that many read together: the entries that fit, each once, because it knows itself how
 * far it has come. Whoever reads may therefore begin too early, and again.
 */
export class JournalLane {
  readonly path: string;
  readonly match: JournalMatch;
  readonly #sink: Sink;
  #batches: JournalBatches | undefined;
  #place: Place | undefined;
  #start: LaneStart;
  /** True until an entry has come that lies behind its place. */
  #mayRepeat = true;
  #savedAt: EpochSeconds = -Infinity;
  #unsaved = false;
  #hasCaughtUp = false;
  #taking: Promise<unknown> = Promise.resolve();

  constructor({ path, match, position, since }: JournalLaneOptions, sink: Sink) {
    this.path = path;
    this.match = match;
    this.#sink = sink;
    const time = Math.max(since, position?.time ?? -Infinity);
    this.#place = position !== undefined && isCursor(position.cursor) ? position : undefined;
    this.#start = { kind: 'since', time };
    if (this.#place !== undefined && this.#place.time === time) this.#moveTo(this.#place);
  }

  /** Where it has to be read from. */
  get start(): LaneStart {
    return this.#start;
  }

  /** False until everything that was there at first has been read. */
  get hasCaughtUp(): boolean {
    return this.#hasCaughtUp;
  }

  /** A reading begins, at `start` or before. What is there up to `last`, the first time this is called, is from before. */
  begin(last: Place | undefined): void {
    this.#mayRepeat = true;
    if (this.#batches !== undefined) return;
    this.#batches = new JournalBatches(this.path, last?.cursor);
    if (this.#place !== undefined) this.#batches.pass(this.#place.cursor);
  }

  /** Gives those of the entries that fit to the sink. If that fails, the same entries have to come again. */
  async take(entries: readonly JournalEntry[], now: EpochSeconds): Promise<void> {
    const taking = this.#take(entries, now);
    this.#taking = taking.catch(() => undefined);
    await taking;
  }

  /** Says that the journal was read to its end, which was no earlier than there. */
  reach(last: Place | undefined): void {
    this.#hasCaughtUp = true;
    if (last === undefined) return;
    if (this.#place !== undefined && compareCursors(last.cursor, this.#place.cursor) <= 0) return;
    this.#moveTo(last);
    this.#unsaved = true;
  }

  /** Waits for what is on its way, and saves how far it has come. */
  async close(now: EpochSeconds): Promise<void> {
    await this.#taking;
    if (!this.#unsaved || this.#place === undefined) return;
    // If that fails, some entries that don't fit are looked at again.
    await this.#save(this.#place, now).catch(() => undefined);
  }

  async #take(entries: readonly JournalEntry[], now: EpochSeconds): Promise<void> {
    const behind = this.#behind(entries);
    const fitting = behind.filter(({ fields }) => fitsMatch(this.match, fields));
    for (const batch of this.#batches?.make(fitting, now) ?? []) {
      await this.#sink(batch);
      this.#batches?.accept(batch);
      this.#moveTo(batch.position);
      this.#saved(now);
    }
    const last = behind.at(-1);
    if (last === undefined || last.cursor === this.#place?.cursor) return;
    this.#moveTo(last);
    this.#unsaved = true;
    if (Math.abs(now - this.#savedAt) >= saveAfter) await this.#save(last, now);
  }

  /** In a reading nothing comes again once something new has come: from there on its order counts, not the cursors'. */
  #behind(entries: readonly JournalEntry[]): readonly JournalEntry[] {
    const cursor = this.#place?.cursor;
    if (!this.#mayRepeat || cursor === undefined) return entries;
    const first = entries.findIndex((entry) => compareCursors(entry.cursor, cursor) > 0);
    if (first < 0) return [];
    this.#mayRepeat = false;
    return entries.slice(first);
  }

  #moveTo(place: Place): void {
    this.#place = place;
    this.#start = { kind: 'cursor', cursor: place.cursor, time: place.time };
  }

  async #save({ cursor, time }: Place, now: EpochSeconds): Promise<void> {
    const position = { kind: 'journal', path: this.path, cursor, time } as const;
    await this.#sink({ path: this.path, lines: [], position, inOperation: true, writtenAfterStart: true });
    this.#saved(now);
  }

  #saved(now: EpochSeconds): void {
    this.#savedAt = now;
    this.#unsaved = false;
  }
}

/** The start from which all of them get what they want. */
export function earliestStart(lanes: readonly JournalLane[]): LaneStart {
  const starts = lanes.map(({ start }) => start);
  if (starts.some(({ kind }) => kind === 'since')) {
    return { kind: 'since', time: Math.min(...starts.map(({ time }) => time)) };
  }
  return starts.reduce((a, b) =>
    a.kind === 'cursor' && b.kind === 'cursor' && compareCursors(a.cursor, b.cursor) > 0 ? b : a,
  );
}
