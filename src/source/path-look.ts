import { isAt } from './identify.js';
import type { FilePlace } from './line.js';
import { OpenLog } from './open-log.js';
import type { Identity } from './position.js';
import { Presence } from './presence.js';
import type { ReadableLog } from './readable-log.js';
import { type StartOptions, StartReading } from './start-reading.js';

export interface PathLookOptions extends StartOptions {
  readonly from: 'head' | 'tail';
  readonly appearedLater: boolean;
  readonly mayVanish: boolean;
}

/** Looks which file is at a path, and has it held, behind what was there since the look before. */
export class PathLook {
  readonly presence: Presence;
  /** True while there are more rotated files than are opened at once. */
  isBeginning = false;
  /** True if what is saved would not lead to where reading is. */
  isUnsaved = false;
  readonly #options: PathLookOptions;
  readonly #start: StartReading;
  #firstLook: boolean;

  constructor(options: PathLookOptions) {
    this.#options = options;
    this.presence = new Presence(options.holder.path, options.mayVanish, options.log);
    this.#start = new StartReading(options);
    this.#firstLook = !options.appearedLater;
  }

  /** Opens what is at the path now, unless it is open already, and what was there meanwhile. */
  async look(): Promise<void> {
    if (this.isBeginning) return;
    const { holder, held, renamed } = this.#options;
    const found = await this.presence.look();
    if (found !== undefined && held.has(found)) this.#isThere(found);
    else if (found !== undefined || this.#firstLook) await renamed.alone(holder, () => this.#take());
  }

  /** What is held is read to its end: the next look begins with what comes after it. */
  async beginMore(): Promise<void> {
    this.isBeginning = false;
    await this.#options.held.makeRoom();
  }

  /** A position is saved. */
  saved(): void {
    this.isUnsaved = false;
  }

  /** `file` was filled anew: what it held before may have been copied, and not read to its end. */
  async replaced(file: ReadableLog, gone: FilePlace): Promise<void> {
    this.isUnsaved = true;
    if (file instanceof OpenLog) await this.#start.findCopy(file, gone);
  }

  /** Opens what is at the path, whatever was there a moment before. */
  async #take(): Promise<void> {
    const file = await this.presence.open();
    if (file === undefined) {
      if (this.#firstLook && this.presence.isGone) await this.#begin(undefined);
      return;
    }
    try {
      await this.#takeFile(file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #takeFile(file: OpenLog): Promise<void> {
    const { holder, held, renamed } = this.#options;
    // Before what comes after it: then copies of what it held have their place in between. The file itself may be held with
    // them, if it has just been rotated.
    const { newest } = held;
    const gone = newest instanceof OpenLog ? await newest.lookWhatIsGone() : undefined;
    if (newest !== undefined && gone !== undefined) await this.replaced(newest, gone);
    if (held.has(file) || (await renamed.isReadElsewhere(file, holder))) {
      await file.close();
      if (!held.has(file)) this.#firstLook = false;
      // Others may have been rotated after it.
      else if (await isAt(holder.path, file)) this.#isThere(file);
      return;
    }
    await this.#begin(file);
  }

  #isThere(file: Identity): void {
    this.#options.held.makeNewest(file);
    this.presence.found();
  }

  async #begin(present: OpenLog | undefined): Promise<void> {
    if (this.#options.from === 'tail' && this.#firstLook) await this.#beginAtEnd(present);
    else await this.#beginReading(present);
    // What is begun later was there at the first look as well.
    this.#firstLook &&= this.isBeginning;
  }

  async #beginReading(present: OpenLog | undefined): Promise<void> {
    const { isComplete, isUnsaved } = await this.#start.begin(present, this.#firstLook);
    this.isUnsaved ||= isUnsaved;
    this.isBeginning = !isComplete;
  }

  async #beginAtEnd(present: OpenLog | undefined): Promise<void> {
    if (present === undefined) return;
    const { size, head } = await present.found();
    present.startAt(size, head);
    await present.markKnownEnd();
    this.#options.held.add([present]);
  }
}
