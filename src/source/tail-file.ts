import type { Log } from '../log.js';
import { type Decode, decoderFor } from './decoder.js';
import { findRenamed } from './find-renamed.js';
import type { Batch, FilePosition } from './line.js';
import { OpenLog, type ReadLines } from './open-log.js';
import { decideStart, type Identity, sameFile } from './position.js';
import { Presence } from './presence.js';

/** Where saved positions come from; saving is the business of whoever takes the batches, in the same transaction. */
export interface PositionStore {
  load(path: string): FilePosition | undefined;
}

export interface TailOptions {
  /** `head`: where the saved position says, else at the start. `tail`: at the end, whatever was saved. */
  readonly from: 'head' | 'tail';
  readonly logencoding: string;
  /** True if the path was already watched for before the file came: then all in it is new. */
  readonly appearedLater: boolean;
}

/** After so many looks (see `age`) without a new line a file that lost its name to a newer one is let go. */
const quietLooks = 3;

/**
 * Follows one path through rotation: gives batches of complete lines, each until it is accepted.
 * A renamed or deleted file is read to its end before the file that took its name, and for a while after that,
 * because programs go on writing to it until they are told.
 */
export class TailFile {
  readonly path: string;
  readonly #log: Log;
  readonly #positions: PositionStore;
  readonly #from: 'head' | 'tail';
  readonly #decode: Decode;
  readonly #presence: Presence;
  /** Oldest first; the last is the one at the path, or was. */
  readonly #logs: { readonly file: OpenLog; quiet: number; toldInvalid: boolean }[] = [];
  #pending: { readonly batch: Batch; readonly file: OpenLog; readonly lines: ReadLines } | undefined;
  #firstLook: boolean;
  #delivered = false;
  #inOperation: boolean;
  #shortenedLines = 0;

  constructor(path: string, options: TailOptions, positions: PositionStore, log: Log) {
    this.path = path;
    this.#positions = positions;
    this.#log = log;
    this.#from = options.from;
    this.#decode = decoderFor(options.logencoding);
    this.#presence = new Presence(path, log);
    this.#firstLook = !options.appearedLater;
    this.#inOperation = options.from === 'tail';
  }

  /** Lines that were longer than can be looked at and lost their rest. */
  get shortenedLines(): number {
    return this.#shortenedLines;
  }

  /** True while there is a file to read: one at the path, or one that was there. */
  get isOpen(): boolean {
    return this.#logs.length > 0;
  }

  /** True if `file` is the one this path had or has. */
  holds(file: Identity): boolean {
    return this.#logs.some((log) => sameFile(log.file, file));
  }

  /** The next lines, or undefined if there are none now. The same batch is given until it is accepted. */
  async read(): Promise<Batch | undefined> {
    if (this.#pending !== undefined) return this.#pending.batch;
    await this.#lookAtPath();
    for (const log of this.#logs) {
      const lines = await log.file.next(this.#decode);
      if (lines === undefined) continue;
      log.quiet = 0;
      this.#tell(log, lines);
      const batch = this.#batch(log.file, lines);
      this.#pending = { batch, file: log.file, lines };
      return batch;
    }
    if (this.#delivered) this.#inOperation = true;
    return undefined;
  }

  /** Moves on: the batch given last is committed. */
  accept(batch: Batch): void {
    if (this.#pending?.batch !== batch) throw new Error(`only the batch given last can be accepted: ${this.path}`);
    this.#pending.file.accept(this.#pending.lines);
    this.#pending = undefined;
    this.#delivered = true;
  }

  /** The slow look: speaks of a file that stays away, and lets go of files nobody writes to any more. */
  async age(): Promise<void> {
    this.#presence.age();
    const newest = this.#logs.at(-1);
    for (const log of [...this.#logs]) {
      if (log === newest && !this.#presence.isMissing) continue;
      const over = (await log.file.isDeleted()) || (log !== newest && (newest?.file.offset ?? 0) > 0);
      log.quiet = over ? log.quiet + 1 : 0;
      if (log.quiet > quietLooks && this.#pending?.file !== log.file) await this.#letGo(log.file);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#logs.splice(0).map(({ file }) => file.close()));
  }

  /** Opens what is at the path now, unless it is open already. */
  async #lookAtPath(): Promise<void> {
    const firstLook = this.#firstLook;
    this.#firstLook = false;
    const found = await this.#presence.look();
    if (found === undefined) return;
    const known = this.#logs.findIndex(({ file }) => sameFile(file, found));
    if (known !== -1) {
      // Renamed away and back: what came in between is the older one now.
      this.#logs.push(...this.#logs.splice(known, 1));
      this.#presence.found();
      return;
    }
    const file = await this.#presence.open();
    if (file === undefined) return;
    if (firstLook) await file.markKnownEnd();
    if (this.#logs.length === 0) await this.#start(file, firstLook);
    this.#add(file);
  }

  /** Finds the place to begin in a file before which nothing of this path is open. */
  async #start(file: OpenLog, firstLook: boolean): Promise<void> {
    if (this.#from === 'tail' && firstLook) {
      await file.startAt(await file.size());
      return;
    }
    const saved = this.#positions.load(this.path);
    if (saved === undefined) return;
    const old = sameFile(saved, file) ? undefined : await findRenamed(this.path, saved);
    const foundOld = await old?.found(saved.fingerprintLength);
    const start = decideStart(saved, await file.found(saved.fingerprintLength), foundOld);
    if (start === 'resume') await file.startAt(saved.offset);
    if (start === 'drain-old-then-restart' && old !== undefined) {
      await old.startAt(saved.offset);
      if (firstLook) await old.markKnownEnd();
      this.#add(old);
    } else await old?.close();
  }

  #add(file: OpenLog): void {
    this.#logs.push({ file, quiet: 0, toldInvalid: false });
  }

  #batch(file: OpenLog, lines: ReadLines): Batch {
    const newest = this.#logs.at(-1)?.file ?? file;
    // Once the newer file is being read, a late line of the older one does not move the position back.
    const position =
      file === newest || newest.offset === 0 ? file.position(this.path, lines) : newest.position(this.path);
    const { path } = this;
    return {
      path,
      lines: lines.lines,
      position,
      inOperation: this.#inOperation,
      writtenAfterStart: file.pastKnownEnd,
    };
  }

  #tell(log: { toldInvalid: boolean }, { invalid, shortened }: ReadLines): void {
    if (shortened) {
      this.#shortenedLines += 1;
      this.#log('warning', 'filter', `A line of ${this.path} is longer than 16 MiB; only its beginning is looked at.`);
    }
    if (invalid !== undefined && !log.toldInvalid) {
      log.toldInvalid = true;
      const start = invalid.toString('latin1', 0, 200);
      this.#log(
        'warning',
        'filter',
        `Can't decode a line of ${this.path}; set logencoding for its jail if this is not by accident. The line counts all the same: ${start}`,
      );
    }
  }

  async #letGo(file: OpenLog): Promise<void> {
    this.#logs.splice(
      this.#logs.findIndex((log) => log.file === file),
      1,
    );
    await file.close();
  }
}
