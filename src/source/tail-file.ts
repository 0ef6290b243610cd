import type { Log } from '../log.js';
import { type Decode, decoderFor } from './decoder.js';
import type { Batch, FilePosition } from './line.js';
import { OpenLog, type ReadLines } from './open-log.js';
import { type Identity, sameFile } from './position.js';
import { Presence } from './presence.js';
import type { Holder, RenamedFiles } from './renamed-files.js';
import { type DateReader, startByDate } from './start-by-date.js';
import { resumeReading, startReading } from './start-reading.js';

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
  /** True if it was found by a glob: then it is nothing to speak of when it goes. */
  readonly mayVanish: boolean;
}

export interface TailPorts {
  readonly positions: PositionStore;
  readonly log: Log;
  /** How those read dates who want what was in a file before; without it all of that is read. */
  readonly datesOf?: (path: string) => readonly DateReader[];
}

/** Slow looks without a new line after which a file is let go that was deleted, or whose name a newer file has. */
const quietLooks = 3;
/** The same for a file that only has another name now: whoever writes to it may not know. */
const patientLooks = 720;

interface HeldLog {
  readonly file: OpenLog;
  /** Slow looks since its last line, once it is not at the path any more. */
  quiet: number;
  /** True if nobody should write to it any more. */
  over: boolean;
  toldInvalid: boolean;
}

/**
 * Follows one path through rotation: gives batches of complete lines, each until it is accepted.
 * A renamed or deleted file is read to its end before the file that took its name, and for a while after that,
 * because programs go on writing to it until they are told.
 */
export class TailFile implements Holder {
  readonly path: string;
  readonly #log: Log;
  readonly #positions: PositionStore;
  readonly #datesOf: (path: string) => readonly DateReader[];
  readonly #renamed: RenamedFiles;
  readonly #from: 'head' | 'tail';
  readonly #decode: Decode;
  readonly #presence: Presence;
  /** Oldest first; the last is the one at the path, or was. */
  readonly #logs: HeldLog[] = [];
  #pending: { readonly batch: Batch; readonly file: OpenLog; readonly lines: ReadLines } | undefined;
  #firstLook: boolean;
  #slowLook = false;
  #delivered = false;
  #inOperation: boolean;
  #shortenedLines = 0;

  constructor(path: string, options: TailOptions, ports: TailPorts, renamed: RenamedFiles) {
    const { positions, log, datesOf = () => [] } = ports;
    this.path = path;
    this.#positions = positions;
    this.#datesOf = datesOf;
    this.#log = log;
    this.#renamed = renamed;
    renamed.join(this);
    this.#from = options.from;
    this.#decode = decoderFor(options.logencoding);
    this.#presence = new Presence(path, options.mayVanish, log);
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

  /** Takes the first look before anybody reads: what comes into the file from now on is new. */
  async open(): Promise<void> {
    await this.#lookAtPath();
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
    if (this.#slowLook) await this.#age();
    return undefined;
  }

  /** Moves on: the batch given last is committed. */
  accept(batch: Batch): void {
    if (this.#pending?.batch !== batch) throw new Error(`only the batch given last can be accepted: ${this.path}`);
    this.#pending.file.accept(this.#pending.lines);
    this.#pending = undefined;
    this.#delivered = true;
  }

  /** Makes the next look at the end a slow one, on which what stays away is spoken of and what stays quiet let go. */
  age(): void {
    this.#slowLook = true;
  }

  async close(): Promise<void> {
    this.#renamed.leave(this);
    await Promise.all(this.#logs.splice(0).map(({ file }) => file.close()));
  }

  async #age(): Promise<void> {
    this.#slowLook = false;
    this.#presence.age();
    const newest = this.#logs.at(-1);
    for (const log of [...this.#logs]) {
      if (log === newest && !this.#presence.isMissing) continue;
      const over = (await log.file.isDeleted()) || (log !== newest && (newest?.file.offset ?? 0) > 0);
      log.quiet = over === log.over ? log.quiet + 1 : 1;
      log.over = over;
      if (log.quiet >= (over ? quietLooks : patientLooks)) await this.#letGo(log);
    }
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
    if (await this.#renamed.isReadElsewhere(found, this)) return;
    const file = await this.#presence.open();
    if (file === undefined) return;
    if (firstLook) await file.markKnownEnd();
    const left = this.#renamed.positionOf(file);
    if (left !== undefined) await resumeReading(file, left);
    else if (this.#logs.length === 0) await this.#start(file, firstLook);
    this.#add(file);
  }

  /** Finds the place to begin in a file before which nothing of this path is open. */
  async #start(file: OpenLog, firstLook: boolean): Promise<void> {
    if (this.#from === 'tail' && firstLook) {
      await file.startAt(await file.size());
      return;
    }
    const saved = this.#positions.load(this.path);
    const old = saved === undefined ? undefined : await startReading(file, this.path, saved);
    if (firstLook) await this.#skipOldLines(old ?? file);
    if (old === undefined) return;
    if (firstLook) await old.markKnownEnd();
    this.#add(old);
  }

  /** Goes on where the first line may be that is not too old for everybody. */
  async #skipOldLines(file: OpenLog): Promise<void> {
    const place = await startByDate(file, this.#decode, () => this.#datesOf(this.path));
    if (place === file.offset) return;
    this.#log('info', 'filter', `Reading ${this.path} from byte ${place} on: the lines before are older than findtime`);
    await file.startAt(place);
  }

  #add(file: OpenLog): void {
    this.#logs.push({ file, quiet: 0, over: false, toldInvalid: false });
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
      // Behind what was there at the first look, the end has been reached, whether or not a read came to an empty end.
      inOperation: this.#inOperation || (this.#delivered && file.pastKnownEnd),
      writtenAfterStart: file.pastKnownEnd,
    };
  }

  #tell(log: HeldLog, { invalid, shortened }: ReadLines): void {
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

  async #letGo(log: HeldLog): Promise<void> {
    this.#logs.splice(this.#logs.indexOf(log), 1);
    this.#renamed.letGo(log.file.position(this.path));
    await log.file.close();
  }
}
