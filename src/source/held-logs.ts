import type { FilePlace } from './line.js';
import { type Identity, sameFile } from './position.js';
import type { ReadableLog, ReadLines } from './readable-log.js';

/** Slow looks without a new line after which a file is let go that was deleted, or whose name a newer file has. */
const quietLooks = 3;
/** The same for a file that only has another name now: whoever writes to it may not know. */
const patientLooks = 720;

/** Files held at once while many are caught up with; all of them are read to their ends before another one comes. */
const heldAtOnce = 8;

interface HeldLog {
  readonly file: ReadableLog;
  /** Slow looks since its last line, once it is not at the path any more. */
  quiet: number;
  /** True if nobody should write to it any more. */
  over: boolean;
  /** True if it can't be found again. */
  isDeleted: boolean;
}

/** Who wants to know which files are held. */
export interface HeldListener {
  took(file: Identity): void;
  released(file: Identity): void;
  /** A file is closed that was read up to `place`. */
  letGo(place: FilePlace): void;
}

/** The files of one path: what was there before and may still have lines to give, oldest first, and what is there now. */
export class HeldLogs {
  readonly #logs: HeldLog[] = [];
  readonly #listener: HeldListener;
  /** How far files were read that are not held, oldest first: they may come up again under other names. */
  #left: readonly FilePlace[] = [];

  constructor(listener: HeldListener) {
    this.#listener = listener;
  }

  get newest(): ReadableLog | undefined {
    return this.#logs.at(-1)?.file;
  }

  get size(): number {
    return this.#logs.length;
  }

  files(): readonly ReadableLog[] {
    return this.#logs.map(({ file }) => file);
  }

  has(file: Identity): boolean {
    return this.#logs.some((log) => sameFile(log.file, file));
  }

  /** Puts `files` behind those there are, or before `before`. */
  add(files: readonly ReadableLog[], before?: ReadableLog): void {
    const at = this.#logs.findIndex(({ file }) => file === before);
    this.#logs.splice(at === -1 ? this.#logs.length : at, 0, ...files.map(held));
    for (const file of files) this.#listener.took(file);
  }

  /** The file is at the path again: what came in between is older now. */
  makeNewest(file: Identity): void {
    const at = this.#logs.findIndex((log) => sameFile(log.file, file));
    this.#logs.push(...this.#logs.splice(at, 1));
  }

  /** `file` has given a line. */
  gave(file: ReadableLog): void {
    for (const log of this.#logs) if (log.file === file) log.quiet = 0;
  }

  /** Remembers places in files that are somebody else's business, and no others. */
  leave(places: readonly FilePlace[]): void {
    this.#left = places;
  }

  /** Looks which files are deleted; true if the newest is. */
  async lookForDeleted(): Promise<boolean> {
    for (const log of this.#logs) log.isDeleted = await log.file.isDeleted();
    return this.#logs.at(-1)?.isDeleted ?? false;
  }

  /**
   * Where to go on once `lines` of `reading` are consumed: in the newest file that is begun, a late line of an older one
   * does not move that back. What comes behind a deleted file is begun: by that it would not be found.
   */
  places(
    reading?: ReadableLog,
    lines?: ReadLines,
  ): { readonly newest: FilePlace; readonly older: FilePlace[] } | undefined {
    const begun = this.#logs.findLastIndex(
      ({ file }, at) => file === reading || file.offset > 0 || (this.#logs[at - 1]?.isDeleted ?? true),
    );
    const places = this.#logs.slice(0, begun + 1).map(({ file }) => file.place(file === reading ? lines : undefined));
    const newest = places.pop();
    if (newest === undefined) return undefined;
    return { newest, older: [...this.#left.filter((place) => !this.has(place)), ...places] };
  }

  /** One slow look has found nothing new; `isMissing` if there is no file at the path. */
  async age(isMissing: boolean): Promise<void> {
    const newest = this.newest;
    for (const log of [...this.#logs]) {
      if (log.file === newest && !isMissing) continue;
      log.isDeleted = await log.file.isDeleted();
      const over = log.isDeleted || (log.file !== newest && (newest?.offset ?? 0) > 0);
      log.quiet = over === log.over ? log.quiet + 1 : 1;
      log.over = over;
      if (log.quiet >= (over ? quietLooks : patientLooks)) await this.#letGo(log);
    }
  }

  /** All are read to their ends, and others are to come. */
  async makeRoom(): Promise<void> {
    for (const log of this.#logs.slice(0, -heldAtOnce)) await this.#letGo(log);
  }

  async close(): Promise<void> {
    await Promise.all(this.#logs.splice(0).map(async ({ file }) => this.#close(file)));
  }

  async #letGo(log: HeldLog): Promise<void> {
    const place = log.file.place();
    if (!log.isDeleted) this.leave([place]);
    this.#logs.splice(this.#logs.indexOf(log), 1);
    this.#listener.letGo(place);
    await this.#close(log.file);
  }

  async #close(file: ReadableLog): Promise<void> {
    this.#listener.released(file);
    await file.close();
  }
}

function held(file: ReadableLog): HeldLog {
  return { file, quiet: 0, over: false, isDeleted: false };
}
