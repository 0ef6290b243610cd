import type { Log } from '../log.js';
import type { Decode } from './decoder.js';
import { findSiblings, openSibling, type SiblingFile, tellUnreadable } from './find-siblings.js';
import type { HeldLogs } from './held-logs.js';
import type { FilePlace } from './line.js';
import { OpenLog } from './open-log.js';
import { continues, type FoundFile, planReading, type ReadingPlan, sameFile, type ToRead } from './position.js';
import type { ReadableLog } from './readable-log.js';
import type { Holder, RenamedFiles } from './renamed-files.js';
import { placesOf, type PositionStore, type SavedPlaces, withPlaces } from './saved-places.js';
import { type DateReader, startByDate } from './start-by-date.js';

/** What a path's reading starts with. */
export interface StartOptions {
  readonly holder: Holder;
  readonly held: HeldLogs;
  readonly decode: Decode;
  readonly positions: PositionStore;
  readonly renamed: RenamedFiles;
  readonly log: Log;
  readonly datesOf: (path: string) => readonly DateReader[];
}

/** How far a start has come. */
export interface Begun {
  /** False if there is more to begin once what is held is read to its end. */
  readonly isComplete: boolean;
  /** True if what is saved would not lead to where reading is. */
  readonly isUnsaved: boolean;
}

/** Rotated files opened at once: of a thousand that came up meanwhile not all at the same time. */
const atOnce = 4;
/** So often in a row a rotated file may be moved before it is opened. */
const mostMoves = 100;

/** Finds where reading goes on at a path, and what was there meanwhile and is to be read before. */
export class StartReading {
  readonly #options: StartOptions;
  /** What is to be read next, as the last plan had it. */
  #later: readonly ToRead<SiblingFile>[] = [];
  #moves = 0;

  constructor(options: StartOptions) {
    this.#options = options;
  }

  /**
   * Holds `present`, the file at the path if there is one, put to where it goes on, and before it what was rotated away
   * since: only the first few of that, or nothing if files are moved meanwhile, and then not yet what is present, which is
   * closed.
   */
  async begin(present: OpenLog | undefined, firstLook: boolean): Promise<Begun> {
    const { held, holder, positions, renamed } = this.#options;
    if (this.#later.length > 0) {
      await present?.close();
      await this.#hold((await this.#openLater([])) ?? [], firstLook);
      return { isComplete: false, isUnsaved: false };
    }
    const own = positions.file(holder.path);
    const isLost = await held.lookForDeleted();
    const newest = held.newest?.place();
    const known = present && renamed.placeOf(present);
    const found = await present?.found();
    const elsewhere = found === undefined ? [] : await placesOf(found, positions);
    const saved = withPlaces(withOlder(newest, known) ?? withOlder(known) ?? own, elsewhere);
    const { older, left, later, offset } = await this.#plan(saved, found);
    // What is held needs no second reader, be it of what was packed.
    const first = newest === undefined ? [...older, left] : [];
    const isOutdated = await this.#mayBePacked(present, later);
    this.#later = isOutdated ? [] : later;
    const begun = isOutdated ? undefined : await this.#openLater(first);
    const newer = begun?.filter((file) => later.some((toRead) => sameFile(toRead.file, file)));
    const isComplete = newer !== undefined && newer.length < atOnce && this.#later.length === 0;
    if (!isComplete) await present?.close();
    if (begun === undefined) return { isComplete: false, isUnsaved: false };
    if (isComplete && present !== undefined && found !== undefined) {
      present.startAt(offset, found.head);
      begun.push(present);
    }
    await this.#hold(begun, firstLook);
    if (newest !== undefined) return { isComplete, isUnsaved: isLost };
    if (own !== undefined) held.leave([...own.older.filter((place) => isAmong(place, [...older, left])), own]);
    const [oldest] = begun;
    const isSaved = oldest === undefined || (own !== undefined && leadsTo(own, oldest, found));
    return { isComplete, isUnsaved: !isSaved };
  }

  /** Holds, before `file` which was filled anew, the rest of what it held before if somebody has copied that. */
  async findCopy(file: OpenLog, gone: FilePlace): Promise<void> {
    const { held } = this.#options;
    let copies: ReadableLog[] | undefined;
    while (copies === undefined) {
      const found = await file.found();
      const { left, later } = await this.#plan({ ...gone, older: [] }, found);
      copies = await this.#open(file === held.newest ? [left, ...later] : [left]);
      // What it is filled with now may be copied before any of it is read.
      file.startAt(0, found.head);
    }
    held.add(copies, file);
  }

  async #plan(saved: SavedPlaces | undefined, found: FoundFile | undefined): Promise<ReadingPlan<SiblingFile>> {
    if (saved === undefined) return { older: [], left: undefined, later: [], offset: 0 };
    const isThere = found !== undefined && sameFile(saved, found) && continues(saved, found);
    const places = [saved, ...saved.older];
    const siblings = isThere && places.length === 1 ? [] : await findSiblings(this.#options.holder.path, places);
    return planReading(saved, found, siblings);
  }

  /** True if `present` may have been rotated and packed since it was opened: then it is among what was rotated. */
  async #mayBePacked(present: OpenLog | undefined, later: readonly ToRead<SiblingFile>[]): Promise<boolean> {
    const hasPacked = later.some(({ file }) => file.rotation?.packing === 'gzip');
    return present !== undefined && hasPacked && (await present.isDeleted());
  }

  async #hold(files: readonly ReadableLog[], firstLook: boolean): Promise<void> {
    if (firstLook) for (const file of files) if (file instanceof OpenLog) await this.#takeForOld(file);
    this.#options.held.add(files);
  }

  /** Opens `first` and the next few of what is to be read later; none if there are no more that can be opened. */
  async #openLater(first: readonly (ToRead<SiblingFile> | undefined)[]): Promise<ReadableLog[] | undefined> {
    let opened = await this.#open([...first, ...this.#nextLater()]);
    while (opened?.length === 0 && this.#later.length > 0) opened = await this.#open(this.#nextLater());
    if (opened === undefined) this.#later = [];
    return opened;
  }

  #nextLater(): readonly ToRead<SiblingFile>[] {
    const next = this.#later.slice(0, atOnce);
    this.#later = this.#later.slice(atOnce);
    return next;
  }

  /** Opens those that nobody else reads and that can be read; undefined if the plan has to be made anew. */
  async #open(files: readonly (ToRead<SiblingFile> | undefined)[]): Promise<ReadableLog[] | undefined> {
    const { held } = this.#options;
    const wanted = files.filter((toRead) => toRead !== undefined);
    const opened: ReadableLog[] = [];
    let isDone = false;
    try {
      for (const toRead of wanted) {
        if (held.has(toRead.file) || (await this.#isOfAnother(toRead.file))) continue;
        const file = await this.#openOne(toRead);
        if (file === 'moved') return undefined;
        if (file !== 'unreadable') opened.push(file);
      }
      isDone = true;
      return opened;
    } finally {
      if (!isDone) await Promise.all(opened.map(async (file) => file.close()));
    }
  }

  async #isOfAnother(file: SiblingFile): Promise<boolean> {
    const { holder, renamed } = this.#options;
    return renamed.isFollowed(file.path, holder) || renamed.isReadElsewhere(file, holder);
  }

  async #openOne(toRead: ToRead<SiblingFile>): Promise<Awaited<ReturnType<typeof openSibling>>> {
    const { positions, log } = this.#options;
    const file = await openSibling(toRead, positions, log);
    this.#moves = file === 'moved' ? this.#moves + 1 : 0;
    if (this.#moves < mostMoves) return file;
    tellUnreadable(toRead.file.path, 'it is not where it was just found', log);
    return 'unreadable';
  }

  /** What is in the file now is older than the first look; goes on where lines may be young enough for anybody. */
  async #takeForOld(file: OpenLog): Promise<void> {
    const { holder, decode, datesOf, log } = this.#options;
    await file.markKnownEnd();
    const place = await startByDate(file, decode, () => datesOf(holder.path));
    if (place === file.offset) return;
    log('info', 'filter', `Reading ${holder.path} from byte ${place} on: the lines before are older than findtime`);
    file.skipTo(place);
  }
}

function withOlder(newest: FilePlace | undefined, older?: FilePlace): SavedPlaces | undefined {
  return newest && { ...newest, older: older === undefined ? [] : [older] };
}

/** True if by `saved` one comes to where `file` is: not if that is `present`, and filled anew since. */
function leadsTo(saved: FilePlace, file: ReadableLog, present: FoundFile | undefined): boolean {
  const isOther = present === undefined || !sameFile(file, present);
  return sameFile(saved, file) && saved.offset === file.offset && (isOther || continues(saved, present));
}

function isAmong(place: FilePlace, files: readonly (ToRead<SiblingFile> | undefined)[]): boolean {
  return files.some((toRead) => toRead !== undefined && sameFile(place, toRead.file));
}
