import type { Log } from '../log.js';
import { type Decode, decoderFor } from './decoder.js';
import { HeldLogs } from './held-logs.js';
import type { Batch, FilePlace } from './line.js';
import { LineWarnings } from './line-warnings.js';
import type { Identity } from './position.js';
import { PathLook } from './path-look.js';
import type { ReadableLog, ReadLines } from './readable-log.js';
import type { Holder, RenamedFiles } from './renamed-files.js';
import type { PositionStore } from './saved-places.js';
import type { DateReader } from './start-by-date.js';

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

/** A batch that is given and not yet accepted, and the lines of which file are in it. */
interface Pending {
  readonly batch: Batch;
  readonly read?: { readonly file: ReadableLog; readonly lines: ReadLines };
}

/**
 * Follows one path through rotation: gives batches of complete lines, each until it is accepted.
 * A renamed or deleted file is read to its end before the file that took its name, and for a while after that,
 * because programs go on writing to it until they are told.
 */
export class TailFile implements Holder {
  readonly path: string;
  readonly #warnings: LineWarnings;
  readonly #from: 'head' | 'tail';
  readonly #decode: Decode;
  readonly #held: HeldLogs;
  readonly #path: PathLook;
  readonly #leave: () => void;
  #pending: Pending | undefined;
  #slowLook = false;
  #delivered = false;
  #inOperation: boolean;

  constructor(path: string, options: TailOptions, ports: TailPorts, renamed: RenamedFiles) {
    const { positions, log, datesOf = () => [] } = ports;
    this.path = path;
    this.#warnings = new LineWarnings(path, log);
    renamed.join(this);
    this.#leave = () => renamed.leave(this);
    this.#held = new HeldLogs({
      took: (file) => renamed.took(file, this),
      released: (file) => renamed.released(file, this),
      letGo: (place) => renamed.letGo(place),
    });
    this.#from = options.from;
    this.#decode = decoderFor(options.logencoding);
    const start = { holder: this, held: this.#held, decode: this.#decode, positions, renamed, log, datesOf };
    this.#path = new PathLook({ ...start, ...options });
    this.#inOperation = options.from === 'tail';
  }

  /** Lines that were longer than can be looked at and lost their rest. */
  get shortenedLines(): number {
    return this.#warnings.shortenedLines;
  }

  /** True while there is a file to read: one at the path, or one that was there. */
  get isOpen(): boolean {
    return this.#held.newest !== undefined;
  }

  /** How far what is at the path is read. */
  get place(): FilePlace | undefined {
    return this.#held.newest?.place();
  }

  /** True while no event may tell of what happens next: between two files, or if that at the path can't be read. */
  get isUnsettled(): boolean {
    const { isSettled, isMissing } = this.#path.presence;
    return this.#held.size > 1 || !isSettled || (this.isOpen && isMissing);
  }

  /** How much is read of what was there at the start, from 0 to 1. */
  get progress(): number {
    return Math.min(1, ...this.#held.files().map(({ progress }) => progress));
  }

  /** True if `file` is the one this path had or has. */
  holds(file: Identity): boolean {
    return this.#held.has(file);
  }

  /** Takes the first look before anybody reads: what comes into the file from now on is new. */
  async open(): Promise<void> {
    await this.#path.look();
  }

  /**
   * The next lines, or undefined if there are none now; a batch without lines only has a position to be kept. The same
   * batch is given until it is accepted.
   */
  async read(): Promise<Batch | undefined> {
    if (this.#pending !== undefined) return this.#pending.batch;
    await this.#path.look();
    for (const file of this.#held.files()) {
      const lines = await file.next(this.#decode);
      if (lines === undefined) continue;
      if ('gone' in lines) {
        await this.#path.replaced(file, lines.gone);
        return this.read();
      }
      this.#held.gave(file);
      this.#warnings.lookAt(file, lines);
      return this.#give({ file, lines });
    }
    if (this.#path.isBeginning) {
      await this.#path.beginMore();
      return this.read();
    }
    if (this.#path.isUnsaved && this.#from === 'head') return this.#give();
    if (this.#delivered) this.#inOperation = true;
    if (this.#slowLook) await this.#age();
    return undefined;
  }

  /** Moves on: the batch given last is committed. */
  accept(batch: Batch): void {
    if (this.#pending?.batch !== batch) throw new Error(`only the batch given last can be accepted: ${this.path}`);
    const { read } = this.#pending;
    read?.file.accept(read.lines);
    this.#pending = undefined;
    this.#path.saved();
    this.#delivered ||= read !== undefined;
  }

  /** Makes the next look at the end a slow one, on which what stays away is spoken of and what stays quiet let go. */
  age(): void {
    this.#slowLook = true;
  }

  async close(): Promise<void> {
    this.#leave();
    await this.#held.close();
  }

  async #age(): Promise<void> {
    this.#slowLook = false;
    const { presence } = this.#path;
    presence.age();
    await this.#held.age(presence.isMissing);
  }

  #give(read?: Pending['read']): Batch | undefined {
    const places = this.#held.places(read?.file, read?.lines);
    if (places === undefined) return undefined;
    const { path } = this;
    const pastKnownEnd = read?.file.pastKnownEnd ?? false;
    const batch: Batch = {
      path,
      lines: read?.lines.lines ?? [],
      position: { kind: 'file', path, ...places.newest, older: places.older },
      // Behind what was there at the first look, the end has been reached, whether or not a read came to an empty end.
      inOperation: this.#inOperation || (this.#delivered && pastKnownEnd),
      writtenAfterStart: pastKnownEnd,
    };
    this.#pending = { batch, ...(read && { read }) };
    return batch;
  }
}
