import type { Log } from '../log.js';
import type { Cancel, Waker } from '../time/waker.js';
import type { CatchingUp } from './control.js';

export interface CatchUpLogOptions {
  readonly log: Log;
  readonly waker: Waker;
  readonly behind: () => readonly CatchingUp[];
}

/** Seconds; what is caught up with sooner is not worth a word. */
const patience = 5;

/** Tells of logs that it takes long to catch up with, and when that is done. */
export class CatchUpLog {
  readonly #options: CatchUpLogOptions;
  readonly #told = new Set<string>();
  #cancel: Cancel = () => undefined;

  constructor(options: CatchUpLogOptions) {
    this.#options = options;
  }

  /** Looks from now on, until nothing is behind. */
  begin(): void {
    this.#cancel();
    this.#cancel = this.#options.waker.after(patience, () => this.#look());
  }

  end(): void {
    this.#cancel();
  }

  #look(): void {
    const { log, behind } = this.#options;
    const now = behind();
    for (const { file, percent } of now) {
      if (!this.#told.has(file)) log('info', 'filter', `Catching up with ${file}: ${percent} % of it is read`);
      this.#told.add(file);
    }
    for (const file of this.#told) {
      if (now.some((one) => one.file === file)) continue;
      this.#told.delete(file);
      log('info', 'filter', `Caught up with ${file}`);
    }
    if (now.length > 0) this.begin();
  }
}
