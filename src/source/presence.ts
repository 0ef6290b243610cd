import type { Log } from '../log.js';
import { identify } from './identify.js';
import { OpenLog } from './open-log.js';
import type { Identity } from './position.js';

/** Whether there is a readable file at a path; says once that there is none, and once that it is back. */
export class Presence {
  readonly #path: string;
  readonly #mayVanish: boolean;
  readonly #log: Log;
  #trouble: string | undefined;
  #told = false;
  #seen = false;

  /** A file that `mayVanish` is not spoken of while there is none. */
  constructor(path: string, mayVanish: boolean, log: Log) {
    this.#path = path;
    this.#mayVanish = mayVanish;
    this.#log = log;
  }

  /** True if the last look found nothing to read. */
  get isMissing(): boolean {
    return this.#trouble !== undefined;
  }

  /** True if the last look found no file at all. */
  get isGone(): boolean {
    return this.#trouble === gone;
  }

  /** True if nothing has to be found out, or told, about the path until something happens there. */
  get isSettled(): boolean {
    return this.#trouble === undefined || (this.isGone && this.#told);
  }

  /** Which file is at the path, or undefined if there is none that can be read. */
  look(): Promise<Identity | undefined> {
    return this.#try(() => identify(this.#path));
  }

  async open(): Promise<OpenLog | undefined> {
    const file = await this.#try(() => OpenLog.open(this.#path));
    if (file !== undefined) this.found();
    return file;
  }

  /** Between the two halves of a rotation a file is missing for a moment; it is spoken of if it still is at the next look. */
  age(): void {
    if (this.#trouble !== undefined) this.#tell(this.#trouble);
  }

  /** The file is there and open. */
  found(): void {
    if (this.#told) this.#log('info', 'filter', `Log file ${this.#path} is there again`);
    this.#told = false;
    this.#seen = true;
  }

  async #try<T>(find: () => Promise<T>): Promise<T | undefined> {
    try {
      const found = await find();
      this.#trouble = undefined;
      return found;
    } catch (error) {
      this.#trouble = reason(error);
      this.#told ||= this.#mayVanish && this.#trouble === gone;
      if (!this.#seen) this.#tell(this.#trouble);
      return undefined;
    }
  }

  #tell(trouble: string): void {
    if (this.#told) return;
    this.#told = true;
    this.#log('warning', 'filter', `Can't read log file ${this.#path}: ${trouble}; it is read as soon as that changes`);
  }
}

const gone = 'there is no such file';

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return gone;
  if (code === 'EACCES') return 'permission denied';
  return message;
}
