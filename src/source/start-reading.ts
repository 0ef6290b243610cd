import type { Log } from '../log.js';
import type { Decode } from './decoder.js';
import { isAt } from './identify.js';
import { findSiblings, openSibling, type SiblingFile } from './find-siblings.js';
import type { HeldLogs } from './held-logs.js';
import type { FilePlace } from './line.js';
import { OpenLog } from './open-log.js';
import { continues, planReading, type ReadingPlan, sameFile, type ToRead } from './position.js';
import type { ReadableLog } from './readable-log.js';
import type { Holder, RenamedFiles } from './renamed-files.js';
import { type PositionStore, type SavedPlaces, savedPlaces } from './saved-places.js';
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

/** Finds where reading goes on at a path, and what was there meanwhile and is to be read before. */
export class StartReading {
  readonly #options: StartOptions;
  /** What is to be read next, as the last plan had it. */
  #later: readonly ToRead<SiblingFile>[] = [];

  constructor(options: StartOptions) {
    this.#options = options;
  }

  /**
   * Holds `present`, the file at the path if there is one, put to where it goes on, and before it what was rotated away
   * since: only the first few of that, and then not yet what is present, which is closed.
   */
  async begin(present: OpenLog | undefined, firstLook: boolean): Promise<Begun> {
    const { held, holder, positions, renamed } = this.#options;
    if (this.#later.length > 0) {
      await present?.close();
      await this.#hold((await this.#openLater()) ?? [], firstLook);
      return { isComplete: false, isUnsaved: false };
    }
    const own = positions.file(holder.path);
    const isLost = await held.lookForDeleted();
    const newest = held.newest?.place();
    const known = present && renamed.placeOf(present);
    const saved = withOlder(newest, known) ?? withOlder(known) ?? (await savedPlaces(own, present, positions));
    const { older, left, later, offset } = await this.#plan(saved, present);
    if (offset > 0) await present?.startAt(offset);
    // What is held needs no second reader, be it of what was packed.
    const begun = newest === undefined ? await this.#open([...older, left]) : [];
    this.#later = later;
    const next = await this.#openLater();
    const isComplete = next !== undefined && next.length < atOnce && this.#later.length === 0;
    if (!isComplete) await present?.close();
    begun.push(...(next ?? []), ...(isComplete && present !== undefined ? [present] : []));
    await this.#hold(begun, firstLook);
    if (newest !== undefined) return { isComplete, isUnsaved: isLost };
    if (own !== undefined && !held.has(own)) held.leave(own);
    const [first] = begun;
    const isSaved = first === undefined || (own !== undefined && sameFile(own, first) && own.offset === first.offset);
    return { isComplete, isUnsaved: !isSaved };
  }

  /** Holds, before `file` which was filled anew, the rest of what it held before if somebody has copied that. */
  async findCopy(file: OpenLog, gone: FilePlace): Promise<void> {
    const { held } = this.#options;
    const { left, later } = await this.#plan({ ...gone, older: [] }, file);
    held.add(await this.#open(file === held.newest ? [left, ...later] : [left]), file);
  }

  async #plan(saved: SavedPlaces | undefined, present: OpenLog | undefined): Promise<ReadingPlan<SiblingFile>> {
    if (saved === undefined) return { older: [], left: undefined, later: [], offset: 0 };
    const found = await present?.found();
    const isThere = found !== undefined && sameFile(saved, found) && continues(saved, found);
    const places = [saved, ...saved.older];
    const siblings = isThere && places.length === 1 ? [] : await findSiblings(this.#options.holder.path, places);
    return planReading(saved, found, siblings);
  }

  async #hold(files: readonly ReadableLog[], firstLook: boolean): Promise<void> {
    if (firstLook) for (const file of files) if (file instanceof OpenLog) await this.#takeForOld(file);
    this.#options.held.add(files);
  }

  /** Opens the next few; undefined if they were rotated on since the plan was made, which is made anew then. */
  async #openLater(): Promise<ReadableLog[] | undefined> {
    const next = this.#later.slice(0, atOnce);
    const areThere = await Promise.all(next.map(async ({ file }) => isAt(file.path, file)));
    this.#later = areThere.includes(false) ? [] : this.#later.slice(atOnce);
    return areThere.includes(false) ? undefined : this.#open(next);
  }

  /** Opens those that nobody else reads and that can be read. */
  async #open(files: readonly (ToRead<SiblingFile> | undefined)[]): Promise<ReadableLog[]> {
    const { holder, held, renamed, log } = this.#options;
    const opened: ReadableLog[] = [];
    for (const toRead of files) {
      if (toRead === undefined || held.has(toRead.file) || renamed.isFollowed(toRead.file.path, holder)) continue;
      const file = await openSibling(toRead, log);
      if (file !== undefined) opened.push(file);
    }
    return opened;
  }

  /** What is in the file now is older than the first look; goes on where lines may be young enough for anybody. */
  async #takeForOld(file: OpenLog): Promise<void> {
    const { holder, decode, datesOf, log } = this.#options;
    await file.markKnownEnd();
    const place = await startByDate(file, decode, () => datesOf(holder.path));
    if (place === file.offset) return;
    log('info', 'filter', `Reading ${holder.path} from byte ${place} on: the lines before are older than findtime`);
    await file.startAt(place);
  }
}

function withOlder(newest: FilePlace | undefined, older?: FilePlace): SavedPlaces | undefined {
  return newest && { ...newest, older: older === undefined ? [] : [older] };
}
